package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.instance.Progression.End;
import dev.incusoperator.instance.Progression.Passing;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassingMomentsTest {
    private static final ResourceID WEB = new ResourceID("web", "team-a");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OperationStatus START =
            new OperationStatus("17", "start", OperationState.RUNNING, null, NOW.toString(), null, null);
    private static final InstanceStatus WRITTEN = new InstanceStatus(1L, null, null, null, null, null, null, null);

    private final PassingMoments moments = new PassingMoments();

    @Test
    void an_operation_that_has_begun_is_remembered_and_not_told_for_a_moment() {
        Optional<Instant> until = moments.untold(WEB, WRITTEN, end(Passing.POWER), NOW);

        assertThat(until).contains(NOW.plusMillis(300));
        assertThat(moments.memory(WEB, WRITTEN).operation()).contains(START);
    }

    @Test
    void one_that_goes_on_is_told_when_it_is_looked_at_again_and_remembered_by_the_status_alone_from_then_on() {
        moments.untold(WEB, WRITTEN, end(Passing.POWER), NOW);

        assertThat(moments.untold(WEB, WRITTEN, end(Passing.NOTHING), NOW.plusMillis(300)))
                .isEmpty();
        moments.told(WEB, end(Passing.NOTHING));

        assertThat(moments.memory(WEB, WRITTEN).operation()).isEmpty();
    }

    @Test
    void what_else_there_is_to_remember_is_told_at_once() {
        FileStatus motd = new FileStatus("/etc/motd", "v1", "1111", NOW.toString());
        End end = end(Passing.POWER, Memory.of(WRITTEN).withOperation(START).withFiles(List.of(motd)));

        assertThat(moments.untold(WEB, WRITTEN, end, NOW)).isEmpty();
    }

    @Test
    void who_waits_for_its_turn_is_told_so_after_a_while_and_from_then_on_at_once() {
        End waiting = end(Passing.TURN);

        assertThat(moments.untold(WEB, WRITTEN, waiting, NOW)).contains(NOW.plusSeconds(3));
        assertThat(moments.untold(WEB, WRITTEN, waiting, NOW.plusSeconds(1))).contains(NOW.plusSeconds(3));
        assertThat(moments.untold(WEB, WRITTEN, waiting, NOW.plusSeconds(3))).isEmpty();

        moments.told(WEB, waiting);
        assertThat(moments.untold(WEB, WRITTEN, waiting, NOW.plusSeconds(4))).isEmpty();
    }

    @Test
    void who_has_had_its_turn_waits_anew_the_next_time() {
        moments.untold(WEB, WRITTEN, end(Passing.TURN), NOW);
        moments.told(WEB, end(Passing.NOTHING));

        assertThat(moments.untold(WEB, WRITTEN, end(Passing.TURN), NOW.plusSeconds(10)))
                .contains(NOW.plusSeconds(13));
    }

    @Test
    void what_has_ended_is_remembered_while_it_waits_to_talk_to_the_host() {
        OperationStatus ended = new OperationStatus(
                "17", "create", OperationState.SUCCEEDED, null, NOW.toString(), NOW.toString(), null);

        moments.untold(WEB, WRITTEN, end(Passing.MOMENT, Memory.of(WRITTEN).withOperation(ended)), NOW);

        assertThat(moments.memory(WEB, WRITTEN).operation()).contains(ended);
    }

    private static End end(Passing passing) {
        return end(passing, Memory.of(WRITTEN).withOperation(START));
    }

    private static End end(Passing passing, Memory memory) {
        Situation blank = Given.asked().situation();
        Situation situation = blank.after(blank.sighting(), memory);
        return new End(
                situation,
                new Outcome.Progressing("Starting", "it is started"),
                Optional.of(NOW.plusSeconds(600)),
                false,
                List.of(),
                passing);
    }
}
