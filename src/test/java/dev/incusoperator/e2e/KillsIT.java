package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.chaos.DeathAt.Moment;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator is killed at a few of its calls: {@link KillsAtEveryCallIT} does it at all. */
class KillsIT extends OnWires {
    private static final long SEED = 6;

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
