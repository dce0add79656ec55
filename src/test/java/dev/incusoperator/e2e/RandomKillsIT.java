package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.DeathAt;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.LongRun;
import dev.incusoperator.chaos.Trouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Twenty instances, declared otherwise all the time, while the operator, the host's daemon and the API server are killed. */
@LongRun
class RandomKillsIT extends OnWires {
    private static final int RESIDENTS = 20;
    private static final int KILLS = Integer.getInteger("chaos.kills", 100);
    private static final int KILLS_A_DAEMON = 5;
    private static final int KILLS_AN_API_SERVER = 10;
    private static final int LATEST_CALL = 12;

    RandomKillsIT() {
        super("kills at random");
    }

    @Test
    void nothing_is_lost_doubled_or_left_behind_whoever_is_killed() {
        Random random = findings().random(System.nanoTime());
        try (Story story = stage().story()) {
            story.host().awaitReady("Connected");
            Residents residents = new Residents(story, RESIDENTS);
            for (int round = 1; round <= KILLS; round++) {
                killOnce(random, round, residents);
            }
            findings().occasion("after " + KILLS + " kills");
            residents.end(findings());
        } finally {
            stage().trouble(Trouble.none());
        }
        assertThat(findings().all()).isEmpty();
    }

    private void killOnce(Random random, int round, Residents residents) {
        Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
        int number = 1 + random.nextInt(LATEST_CALL);
        Random changes = new Random(random.nextLong());
        DeathAt death = new DeathAt(number, moment, any -> true, stage().operator()::kill);
        stage().trouble(death);
        if (round % KILLS_A_DAEMON == 0) {
            stage().place().killDaemon();
            stage().place().startDaemon();
            findings().daemonKilled();
        }
        if (round % KILLS_AN_API_SERVER == 0) {
            stage().kube().killApiServer();
            stage().kube().startApiServerAgain();
            findings().apiServerKilled();
        }
        Eventually.isSo("the operator makes " + number + " calls", () -> {
            if (!death.death().isDone()) {
                residents.change(changes);
            }
            return death.death().isDone();
        });
        findings().killed();
        stage().trouble(Trouble.none());
        stage().operator().startAgain();
    }
}
