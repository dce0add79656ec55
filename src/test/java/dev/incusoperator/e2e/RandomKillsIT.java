package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.chaos.DeathAt;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.LongRun;
import dev.incusoperator.chaos.Trouble;
import dev.incusoperator.report.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;

/** Twenty instances, declared otherwise all the time, while the operator, the host's daemon and the API server are killed. */
@LongRun
@Tag(Servers.KUBE)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
class RandomKillsIT {
    private static final int RESIDENTS = 20;
    private static final int KILLS = Integer.getInteger("chaos.kills", 100);
    private static final int KILLS_A_DAEMON = 5;
    private static final int KILLS_AN_API_SERVER = 10;
    private static final int LATEST_CALL = 12;

    private final Findings findings = new Findings("kills at random");
    private final List<Resident> residents = new ArrayList<>();
    private WiredStage stage;

    @BeforeAll
    void set_the_stage() {
        stage = WiredStage.orSkip();
    }

    @AfterAll
    void leave() {
        if (stage != null) {
            findings.tell();
            stage.close();
        }
    }

    @Test
    void nothing_is_lost_doubled_or_left_behind_whoever_is_killed(TestReporter reporter) {
        Servers.ranOn(reporter, stage.hostName());
        Servers.ranOn(reporter, stage.kubeName());
        Random random = findings.random(System.nanoTime());
        try (Story story = stage.story()) {
            story.host().awaitReady("Connected");
            for (int i = 0; i < RESIDENTS; i++) {
                residents.add(new Resident(story, "web" + i, i % 2 == 0 ? OnUnknown.FAIL : OnUnknown.RERUN));
            }
            for (int round = 1; round <= KILLS; round++) {
                killOnce(random, round);
            }
            findings.occasion("after " + KILLS + " kills");
            residents.forEach(resident -> resident.awaitEnd(story));
            residents.forEach(resident -> resident.inspect(story, findings));
            residents.forEach(Resident::delete);
            residents.forEach(resident -> resident.awaitGone(story, findings));
        } finally {
            stage.trouble(Trouble.none());
        }
        assertThat(findings.all()).isEmpty();
    }

    private void killOnce(Random random, int round) {
        Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
        int number = 1 + random.nextInt(LATEST_CALL);
        Random nudges = new Random(random.nextLong());
        DeathAt death = new DeathAt(number, moment, stage.operator()::kill);
        stage.trouble(death);
        if (round % KILLS_A_DAEMON == 0) {
            stage.place().killDaemon();
            stage.place().startDaemon();
            findings.daemonKilled();
        }
        if (round % KILLS_AN_API_SERVER == 0) {
            stage.kube().killApiServer();
            stage.kube().startApiServerAgain();
            findings.apiServerKilled();
        }
        Eventually.isSo("the operator makes " + number + " calls", () -> {
            if (!death.death().isDone()) {
                residents.get(nudges.nextInt(RESIDENTS)).paint("round-" + round + "-" + nudges.nextInt(1000));
            }
            return death.death().isDone();
        });
        findings.killed();
        stage.trouble(Trouble.none());
        stage.operator().startAgain();
    }
}
