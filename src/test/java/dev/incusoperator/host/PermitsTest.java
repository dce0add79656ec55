package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim.Purpose;
import dev.incusoperator.host.Host.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermitsTest {
    private static final Claim A = change("team-a", "a");
    private static final Claim B = change("team-a", "b");
    private static final Claim C = change("team-a", "c");

    private final List<InstanceRef> told = new ArrayList<>();
    private final Set<String> over = new HashSet<>();
    private long now = Duration.ofHours(1).toNanos();
    private final Permits permits = new Permits(limits(1, 1), () -> now, over::contains, told::addAll);

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

        assertThat(told).containsExactly(B.instance());
    }

    @Test
    void who_was_told_and_does_not_come_does_not_keep_the_next_waiting() {
        Permit permit = permits.take(A).orElseThrow();
        permits.take(B);
        permits.take(C);
        permit.close();
        permits.tellWaiting();
        assertThat(told).containsExactly(B.instance());

        now += FairQueue.COMES_WITHIN.toNanos();
        permits.tellWaiting();

        assertThat(told).containsExactly(B.instance(), C.instance());
    }

    @Test
    void a_higher_limit_is_told_of_at_once() {
        permits.take(A);
        permits.take(B);

        permits.limit(limits(2, 1));

        assertThat(told).containsExactly(B.instance());
        assertThat(permits.take(B)).isPresent();
    }

    @Test
    void an_operation_is_being_started_until_it_is_tracked() {
        Permit permit = permits.take(A).orElseThrow();
        assertThat(permits.starting(A.instance())).isTrue();
        permit.heldBy("op");
        permit.close();
        assertThat(permits.starting(A.instance())).isTrue();

        permits.tracked("op");

        assertThat(permits.starting(A.instance())).isFalse();
    }

    @Test
    void nothing_is_being_started_with_a_permit_that_was_given_back() {
        permits.take(A).orElseThrow().close();

        assertThat(permits.starting(A.instance())).isFalse();
    }

    @Test
    void commands_and_operations_do_not_take_each_others_permits() {
        permits.limit(limits(2, 2));
        for (int i = 0; i < 2; i++) {
            assertThat(permits.take(command("team-a", "c" + i))).isPresent();
            assertThat(permits.take(change("team-a", "o" + i))).isPresent();
        }

        assertThat(permits.take(command("team-a", "c2"))).isEmpty();
        assertThat(permits.take(change("team-a", "o2"))).isEmpty();
    }

    @Test
    void stopping_and_deleting_have_room_where_nothing_else_has() {
        permits.limit(limits(8, 8));
        IntStream.range(0, 8).forEach(i -> taken(change("team-a", "o" + i)));
        assertThat(permits.take(A)).isEmpty();

        assertThat(permits.take(removal("team-a", "r0"))).isPresent();
        assertThat(permits.take(removal("team-b", "r1"))).isPresent();
        assertThat(permits.take(removal("team-b", "r2")))
                .as("no more than a quarter beyond")
                .isEmpty();
    }

    @Test
    void of_one_namespace_a_removal_comes_before_what_waited_longer() {
        permits.limit(limits(1, 1));
        Permit permit = permits.take(A).orElseThrow();
        taken(removal("team-a", "first"));
        permits.take(B);
        permits.take(removal("team-a", "second"));

        permit.close();

        assertThat(told).containsExactly(new InstanceRef("default", "second"));
    }

    @Test
    void a_namespace_that_is_alone_may_have_all() {
        permits.limit(limits(8, 8));

        IntStream.range(0, 8)
                .forEach(
                        i -> assertThat(permits.take(change("team-a", "o" + i))).isPresent());
    }

    @Test
    void what_becomes_free_goes_to_the_namespace_that_has_least_until_each_has_its_share() {
        permits.limit(limits(8, 8));
        List<Permit> first = IntStream.range(0, 8)
                .mapToObj(i -> permits.take(change("team-a", "a" + i)).orElseThrow())
                .toList();
        IntStream.range(8, 20).forEach(i -> permits.take(change("team-a", "a" + i)));
        IntStream.range(0, 20).forEach(i -> permits.take(change("team-b", "b" + i)));

        first.forEach(permit -> {
            permit.close();
            serveThoseThatWereTold();
        });

        assertThat(served.stream().filter(claim -> claim.namespace().equals("team-b")))
                .hasSize(4);
        assertThat(served.stream().filter(claim -> claim.namespace().equals("team-a")))
                .hasSize(4);
        assertThat(served.subList(0, 4)).allMatch(claim -> claim.namespace().equals("team-b"));
    }

    @Test
    void who_has_its_share_cannot_overtake_who_waits_for_it() {
        permits.limit(limits(2, 2));
        Permit one = permits.take(change("team-a", "a0")).orElseThrow();
        taken(change("team-a", "a1"));
        permits.take(change("team-b", "b0"));

        one.close();

        assertThat(permits.take(change("team-a", "a2"))).isEmpty();
        assertThat(permits.take(change("team-b", "b0"))).isPresent();
    }

    @Test
    void commands_that_go_on_for_hours_keep_no_other_namespace_from_its_first() {
        permits.limit(limits(8, 8));
        IntStream.range(0, 8).forEach(i -> taken(command("team-a", "a" + i)));

        assertThat(permits.take(command("team-a", "a8"))).isEmpty();
        assertThat(permits.take(command("team-b", "b0"))).isPresent();
        assertThat(permits.take(command("team-b", "b1"))).isEmpty();
        IntStream.range(0, 7).forEach(i -> taken(command("more-" + i, "m")));
        assertThat(permits.take(command("one-too-many", "m")))
                .as("no more than twice the limit")
                .isEmpty();
    }

    private final List<Claim> served = new ArrayList<>();

    private void serveThoseThatWereTold() {
        List<InstanceRef> coming = List.copyOf(told);
        told.clear();
        for (InstanceRef each : coming) {
            Claim claim = change(each.name().startsWith("a") ? "team-a" : "team-b", each.name());
            taken(claim);
            served.add(claim);
        }
    }

    private void taken(Claim claim) {
        assertThat(permits.take(claim)).isPresent();
    }

    private static HostLimits limits(int operations, int commands) {
        return new HostLimits(operations, null, commands);
    }

    private static Claim change(String namespace, String name) {
        return new Claim(new InstanceRef("default", name), namespace, Purpose.CHANGE);
    }

    private static Claim command(String namespace, String name) {
        return new Claim(new InstanceRef("default", name), namespace, Purpose.COMMAND);
    }

    private static Claim removal(String namespace, String name) {
        return new Claim(new InstanceRef("default", name), namespace, Purpose.REMOVAL);
    }
}
