package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.RandomFaults;
import dev.incusoperator.chaos.Trouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Instances are declared otherwise all the time, while calls to the host and to the API server are cut off, halved, garbled,
 * held up, sent twice and never answered.
 */
abstract class RandomFaultsStory extends OnWires {
    private static final int RESIDENTS = 10;
    private static final int FAULTS = Integer.getInteger("chaos.faults", 200);
    private static final int FAULTS_A_CUT = 20;
    private static final double SHARE = 0.08;

    RandomFaultsStory(String title) {
        super(title);
    }

    @Test
    void nothing_is_lost_doubled_or_left_behind_whatever_becomes_of_calls_on_their_way() {
        Random random = findings().random(System.nanoTime());
        RandomFaults faults = new RandomFaults(new Random(random.nextLong()), SHARE);
        try (Story story = stage().story()) {
            story.host().awaitReady("Connected");
            stage().trouble(faults);
            Residents residents = new Residents(story, RESIDENTS);
            for (int wanted = FAULTS_A_CUT; wanted <= FAULTS; wanted += FAULTS_A_CUT) {
                int enough = wanted;
                residents.changeUntil(() -> faults.count() >= enough, random);
                stage().cut();
            }
            faults.end();
            stage().trouble(Trouble.none());
            findings().faults(faults);
            findings().occasion("after " + faults);
            residents.end(findings());
        } finally {
            faults.end();
            stage().trouble(Trouble.none());
        }
        assertThat(findings().all()).isEmpty();
    }
}
