package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.report.Servers;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;

/** The operator is killed at a few of its calls: {@link KillsAtEveryCallIT} does it at all. */
@Tag(Servers.KUBE)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
class KillsIT {
    private static final long SEED = 6;

    private final Findings findings = new Findings("kills at some calls");
    private WiredStage stage;
    private Random random;

    @BeforeAll
    void set_the_stage() {
        stage = WiredStage.orSkip();
        random = findings.random(SEED);
    }

    @AfterAll
    void leave() {
        if (stage != null) {
            findings.tell();
            stage.close();
        }
    }

    @Test
    void an_operator_killed_while_it_creates_makes_one_instance_and_runs_its_command_once(TestReporter reporter) {
        killed(reporter, "create with a command", () -> Deeds.create(OnUnknown.FAIL), 2);
    }

    @Test
    void a_command_that_may_run_twice_runs_no_more_often_than_its_attempts_tell(TestReporter reporter) {
        killed(reporter, "a command more", () -> Deeds.command(OnUnknown.RERUN), 1);
    }

    @Test
    void an_operator_killed_while_it_deletes_leaves_nothing(TestReporter reporter) {
        killed(reporter, "delete", Deeds::delete, 1);
    }

    private void killed(TestReporter reporter, String name, Supplier<Deed> deed, int times) {
        Servers.ranOn(reporter, stage.hostName());
        Servers.ranOn(reporter, stage.kubeName());
        Kills kills = new Kills(stage, findings);
        int calls = kills.undisturbed(name, deed);
        for (int i = 0; i < times; i++) {
            Moment moment = random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
            // the last ones are not made each time: Events, the sweeping of outputs
            kills.at(name, deed, 1 + random.nextInt(Math.max(1, calls - 3)), moment)
                    .ifPresent(call -> System.out.println(name + ": killed " + moment + " " + call));
        }
        assertThat(findings.all()).isEmpty();
    }
}
