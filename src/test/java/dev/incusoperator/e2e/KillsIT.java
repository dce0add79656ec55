package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.RandomFaults;
import dev.incusoperator.chaos.RandomFaults.Fault;
import dev.incusoperator.chaos.Trouble;
import java.util.EnumSet;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed at a few of its calls, and a few are disturbed: {@link KillsAtEveryCallIT} does it at all, and
 * {@link RandomFaultsIT} for longer.
 */
class KillsIT extends OnWires {
    private static final long SEED = 6;
    private static final int FAULTS = 20;
    private static final double FAULTS_SHARE = 0.2;

    private Random random;

    KillsIT() {
        super("kills at some calls");
    }

    @BeforeAll
    void choose() {
        random = findings().random(SEED);
    }

    @Test
    void an_operator_killed_while_it_creates_makes_one_instance_and_runs_its_command_once() {
        killed("create with a command", () -> Deeds.create(OnUnknown.FAIL), 2);
    }

    @Test
    void a_command_that_may_run_twice_runs_no_more_often_than_its_attempts_tell() {
        killed("a command more", () -> Deeds.command(OnUnknown.RERUN), 1);
    }

    @Test
    void an_operator_killed_while_it_deletes_leaves_nothing() {
        killed("delete", Deeds::delete, 1);
    }

    @Test
    void calls_that_are_cut_off_halved_garbled_late_or_sent_twice_change_nothing_of_how_it_ends() {
        RandomFaults faults =
                new RandomFaults(new Random(SEED), FAULTS_SHARE, EnumSet.complementOf(EnumSet.of(Fault.NEVER)));
        findings().occasion("faults on the wires");
        try (Story story = stage().story()) {
            story.host().awaitReady("Connected");
            stage().trouble(faults);
            Residents residents = new Residents(story, 2);
            residents.changeUntil(() -> faults.count() >= FAULTS, random);
            faults.end();
            stage().trouble(Trouble.none());
            findings().faults(faults);
            residents.end(findings());
        } finally {
            faults.end();
            stage().trouble(Trouble.none());
        }
        assertThat(findings().all()).isEmpty();
    }

    private void killed(String name, Supplier<Deed> deed, int times) {
        Kills kills = new Kills(stage(), findings());
        int calls = kills.undisturbed(name, deed);
        for (int i = 0; i < times; i++) {
            Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
            // the last ones are not made each time: Events, the sweeping of outputs
            kills.at(name, deed, 1 + random.nextInt(Math.max(1, calls - 3)), moment)
                    .ifPresent(call -> System.out.println(name + ": killed " + moment + " " + call));
        }
        assertThat(findings().all()).isEmpty();
    }
}
