package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Permit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private static final InstanceRef A = new InstanceRef("default", "a");
    private static final InstanceRef B = new InstanceRef("default", "b");
    private static final InstanceRef C = new InstanceRef("default", "c");

    private final List<InstanceRef> told = new ArrayList<>();
    private final Set<String> over = new HashSet<>();
    private final Permits permits = new Permits(1, over::contains, told::addAll);

    @Test
    void there_are_no_more_than_the_limit() {
        assertThat(permits.take(A)).isPresent();
        assertThat(permits.take(B)).isEmpty();
    }

    @Test
    void a_permit_that_no_operation_holds_is_given_back_by_closing() {
        permits.take(A).orElseThrow().close();

        assertThat(permits.take(B)).isPresent();
    }

    @Test
    void a_permit_that_an_operation_holds_is_given_back_by_its_end() {
        Permit permit = permits.take(A).orElseThrow();
        permit.heldBy("op");
        permit.close();
        assertThat(permits.take(B)).isEmpty();

        permits.ended("op");

        assertThat(permits.take(B)).isPresent();
    }

    @Test
    void an_operation_that_has_ended_before_it_was_tied_holds_nothing() {
        over.add("op");

        permits.take(A).orElseThrow().heldBy("op");

        assertThat(permits.take(B)).isPresent();
    }

    @Test
    void closing_twice_gives_back_once() {
        Permit permit = permits.take(A).orElseThrow();
        permit.close();
        permit.close();

        assertThat(permits.take(B)).isPresent();
        assertThat(permits.take(C)).isEmpty();
    }

    @Test
    void a_permit_is_tied_to_one_operation() {
        Permit permit = permits.take(A).orElseThrow();
        permit.heldBy("op");

        assertThatThrownBy(() -> permit.heldBy("other")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void who_came_first_is_told_first_and_no_more_than_can_be_served() {
        Permit permit = permits.take(A).orElseThrow();
        permits.take(B);
        permits.take(C);

        permit.close();

        assertThat(told).containsExactly(B);
    }

    @Test
    void who_was_told_and_does_not_come_does_not_keep_the_next_waiting() {
        Permit permit = permits.take(A).orElseThrow();
        permits.take(B);
        permits.take(C);
        permit.close();

        permits.tellWaiting();

        assertThat(told).containsExactly(B, C);
    }

    @Test
    void a_higher_limit_is_told_of_at_once() {
        permits.take(A);
        permits.take(B);

        permits.limit(2);

        assertThat(told).containsExactly(B);
        assertThat(permits.take(B)).isPresent();
    }

    @Test
    void an_operation_is_being_started_until_it_is_tracked() {
        Permit permit = permits.take(A).orElseThrow();
        assertThat(permits.starting(A)).isTrue();
        permit.heldBy("op");
        permit.close();
        assertThat(permits.starting(A)).isTrue();

        permits.tracked("op");

        assertThat(permits.starting(A)).isFalse();
    }

    @Test
    void nothing_is_being_started_with_a_permit_that_was_given_back() {
        permits.take(A).orElseThrow().close();

        assertThat(permits.starting(A)).isFalse();
    }
}
