package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.instance.Progression.End;
import dev.incusoperator.instance.Progression.Passing;
import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassingMomentsTest {
    private static final ResourceID WEB = new ResourceID("web", "team-a");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final OperationStatus START =
            new OperationStatus("17", "start", OperationState.RUNNING, null, NOW.toString(), null, null);
    private static final InstanceStatus WRITTEN = new InstanceStatus(1L, null, null, null, null, null, null, null);

    private static final OperationStatus STARTED =
            new OperationStatus("17", "start", OperationState.SUCCEEDED, null, NOW.toString(), NOW.toString(), null);
    private static final InstanceStatus READY = new InstanceStatus(
            1L,
            new Conditions(null, 1, Clock.fixed(NOW, ZoneOffset.UTC))
                    .set(OutcomePolicy.READY, ConditionStatus.TRUE, "Ready", "it runs")
                    .build(),
            null,
            null,
            null,
            null,
            null,
            null);

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

    @Test
    void of_many_that_were_restarted_at_a_time_the_end_is_told_later() {
        manyAreStarted();
        moments.untold(WEB, READY, end(Passing.POWER, Memory.of(READY).withOperation(START)), NOW);

        End started = inSync(Memory.of(READY).withOperation(STARTED));

        assertThat(moments.untold(WEB, READY, started, NOW.plusSeconds(1))).contains(NOW.plusSeconds(5));
        assertThat(moments.memory(WEB, READY).operation()).contains(STARTED);
        assertThat(moments.isToBeTold(WEB, NOW.plusMillis(4999))).isFalse();
        assertThat(moments.isToBeTold(WEB, NOW.plusSeconds(5))).isTrue();
        assertThat(moments.untold(WEB, READY, started, NOW.plusSeconds(5))).isEmpty();
    }

    @Test
    void of_few_the_end_is_told_at_once() {
        moments.untold(WEB, READY, end(Passing.POWER, Memory.of(READY).withOperation(START)), NOW);

        assertThat(moments.untold(WEB, READY, inSync(Memory.of(READY).withOperation(STARTED)), NOW))
                .isEmpty();
    }

    @Test
    void one_that_was_not_ready_is_told_to_be_so_at_once_however_many_there_are() {
        manyAreStarted();

        assertThat(moments.untold(WEB, WRITTEN, inSync(Memory.of(WRITTEN).withOperation(STARTED)), NOW))
                .isEmpty();
    }

    @Test
    void one_that_is_not_yet_again_what_its_status_says_is_told_to_be_so_at_once_however_many_there_are() {
        manyAreStarted();
        End notReadyYet = end(Passing.NOTHING, Memory.of(READY).withOperation(STARTED));

        assertThat(moments.untold(WEB, READY, notReadyYet, NOW)).isEmpty();
    }

    @Test
    void what_fails_is_told_at_once_however_many_there_are() {
        manyAreStarted();
        OperationStatus failed = new OperationStatus(
                "17", "start", OperationState.FAILED, null, NOW.toString(), NOW.toString(), "no space left");

        assertThat(moments.untold(WEB, READY, inSync(Memory.of(READY).withOperation(failed)), NOW))
                .isEmpty();
    }

    @Test
    void what_is_not_a_change_of_power_is_told_at_once_however_many_there_are() {
        manyAreStarted();
        OperationStatus updated = new OperationStatus(
                "17", "update", OperationState.SUCCEEDED, null, NOW.toString(), NOW.toString(), null);

        assertThat(moments.untold(WEB, READY, inSync(Memory.of(READY).withOperation(updated)), NOW))
                .isEmpty();
    }

    @Test
    void what_many_on_another_host_do_is_no_reason_to_be_told_later() {
        manyAre(onAnotherHost(end(Passing.POWER)));

        assertThat(moments.untold(WEB, READY, inSync(Memory.of(READY).withOperation(STARTED)), NOW))
                .isEmpty();
    }

    @Test
    void those_that_wait_for_their_turn_are_of_the_many() {
        manyAre(end(Passing.TURN, Memory.of(WRITTEN)));

        assertThat(moments.untold(WEB, READY, inSync(Memory.of(READY).withOperation(STARTED)), NOW))
                .isNotEmpty();
    }

    private void manyAreStarted() {
        manyAre(end(Passing.POWER));
    }

    private void manyAre(End end) {
        for (int i = 0; i < 16; i++) {
            moments.untold(new ResourceID("db-" + i, "team-a"), WRITTEN, end, NOW);
        }
    }

    private static End onAnotherHost(End end) {
        Situation here = end.situation();
        Situation there = new Situation(
                here.spec(),
                "ClusterIncusHost/another",
                here.instance(),
                here.mark(),
                here.deleting(),
                here.asks(),
                here.gate(),
                here.sighting(),
                here.memory(),
                here.operations(),
                here.abilities(),
                here.inside(),
                here.notBefore(),
                here.now());
        return new End(there, end.outcome(), end.until(), end.released(), end.over(), end.passing());
    }

    private static End inSync(Memory memory) {
        End end = end(Passing.NOTHING, memory);
        return new End(
                end.situation(),
                new Outcome.InSync("Ready", "it runs"),
                Optional.empty(),
                false,
                List.of("17"),
                Passing.NOTHING);
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
