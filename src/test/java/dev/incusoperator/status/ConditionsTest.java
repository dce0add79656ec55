package dev.incusoperator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final Instant LATER = Instant.parse("2026-03-01T13:00:00Z");

    @Test
    void a_condition_is_as_it_was_set() {
        Condition ready = only(at(FIRST, null, 7).set("Ready", ConditionStatus.FALSE, "Creating", "it is being made"));

        assertThat(ready.getType()).isEqualTo("Ready");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("Creating");
        assertThat(ready.getMessage()).isEqualTo("it is being made");
        assertThat(ready.getObservedGeneration()).isEqualTo(7);
        assertThat(ready.getLastTransitionTime()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void the_time_of_a_transition_is_kept_while_the_status_is_the_same() {
        List<Condition> before = at(FIRST, null, 1)
                .set("Ready", ConditionStatus.FALSE, "Creating", "one")
                .build();

        Condition same = only(at(LATER, before, 2).set("Ready", ConditionStatus.FALSE, "Starting", "two"));
        Condition other = only(at(LATER, before, 2).set("Ready", ConditionStatus.TRUE, "Ready", "two"));

        assertThat(same.getLastTransitionTime()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(same.getReason()).isEqualTo("Starting");
        assertThat(same.getObservedGeneration()).isEqualTo(2);
        assertThat(other.getLastTransitionTime()).isEqualTo("2026-03-01T13:00:00Z");
    }

    @Test
    void a_condition_that_is_not_set_anew_is_gone() {
        List<Condition> before = at(FIRST, null, 1)
                .set("Ready", ConditionStatus.FALSE, "r", "m")
                .set("Stalled", ConditionStatus.TRUE, "r", "m")
                .build();

        assertThat(at(LATER, before, 1)
                        .set("Ready", ConditionStatus.TRUE, "r", "m")
                        .build())
                .extracting(Condition::getType)
                .containsExactly("Ready");
    }

    @Test
    void what_is_set_twice_is_as_it_was_set_last() {
        assertThat(only(at(FIRST, null, 1)
                                .set("Ready", ConditionStatus.FALSE, "r", "one")
                                .set("Ready", ConditionStatus.TRUE, "r", "two"))
                        .getMessage())
                .isEqualTo("two");
    }

    @Test
    void they_come_in_one_order_however_they_were_set() {
        Conditions one = at(FIRST, null, 1)
                .set("Synced", ConditionStatus.TRUE, "r", "m")
                .set("Ready", ConditionStatus.TRUE, "r", "m");
        Conditions other = at(FIRST, null, 1)
                .set("Ready", ConditionStatus.TRUE, "r", "m")
                .set("Synced", ConditionStatus.TRUE, "r", "m");

        assertThat(one.build()).isEqualTo(other.build());
    }

    @Test
    void a_message_is_bounded() {
        assertThat(message("x".repeat(1024))).isEqualTo("x".repeat(1024));
        assertThat(message("x".repeat(1025))).isEqualTo("x".repeat(1023) + "…");
    }

    @Test
    void a_condition_is_found_by_its_type() {
        List<Condition> conditions =
                at(FIRST, null, 1).set("Ready", ConditionStatus.TRUE, "r", "m").build();

        assertThat(Conditions.find(conditions, "Ready")).contains(conditions.get(0));
        assertThat(Conditions.find(conditions, "Stalled")).isEmpty();
        assertThat(Conditions.find(null, "Ready")).isEmpty();
    }

    private static String message(String text) {
        return only(at(FIRST, null, 1).set("Ready", ConditionStatus.FALSE, "r", text))
                .getMessage();
    }

    private static Condition only(Conditions conditions) {
        assertThat(conditions.build()).hasSize(1);
        return conditions.build().get(0);
    }

    private static Conditions at(Instant now, List<Condition> before, long generation) {
        return new Conditions(before, generation, Clock.fixed(now, ZoneOffset.UTC));
    }
}
