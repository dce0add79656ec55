package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final ApiRequest REQUEST = ApiRequest.get("instances");

    private record Timer(long at, Runnable what) {}

    private long now = Duration.ofHours(1).toNanos();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((one, other) -> Long.compare(one.at() - other.at(), 0));
    private final List<InstanceRef> told = new ArrayList<>();
    private final RequestBudget budget = new RequestBudget(10, () -> now);
    private final Turns turns = new Turns(
            budget, () -> now, (pause, what) -> timers.add(new Timer(now + pause.toNanos(), what)), told::addAll);

    @Test
    void who_comes_while_there_is_room_has_a_turn() {
        assertThat(turns.take(ref(0))).isInstanceOf(Admission.Turn.class);
        assertThat(timers).as("nothing is done while nobody waits").isEmpty();
    }

    @Test
    void a_host_that_answers_nothing_holds_no_more_than_its_share_of_threads() {
        budget.limit(1_000);
        passes(Duration.ofSeconds(1));
        List<Admission.Turn> hanging = new ArrayList<>();
        IntStream.range(0, Turns.AT_A_TIME).forEach(i -> hanging.add(turn(i)));

        assertThat(turns.take(ref(16))).isInstanceOf(Admission.Later.class);
        passes(Duration.ofSeconds(29));
        assertThat(told).isEmpty();
        assertThat(turns.take(ref(17)))
                .as("it is told how slow the host is")
                .isInstanceOfSatisfying(
                        Admission.Later.class,
                        later -> assertThat(later.about()).isEqualTo(Duration.ofSeconds(29)));

        hanging.get(0).close();
        assertThat(told).containsExactly(ref(16));
    }

    @Test
    void the_account_used_up_who_comes_later_is_told_when_it_is_his_turn() {
        spend(10);

        assertThat(turns.take(ref(0))).isEqualTo(new Admission.Later(Duration.ofMillis(100)));
        assertThat(turns.take(ref(1))).isEqualTo(new Admission.Later(Duration.ofMillis(200)));
        passes(Duration.ofMillis(99));
        assertThat(told).isEmpty();
        passes(Duration.ofMillis(1));
        assertThat(told).containsExactly(ref(0));
        assertThat(turns.take(ref(0))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void a_turn_is_kept_for_who_was_told_and_not_given_to_who_happens_to_come() {
        spend(10);
        turns.take(ref(0));
        passes(Duration.ofMillis(100));

        assertThat(turns.take(ref(1))).isInstanceOf(Admission.Later.class);
        assertThat(turns.take(ref(0))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void who_was_told_and_does_not_come_does_not_keep_the_next_waiting() {
        spend(10);
        turns.take(ref(0));
        turns.take(ref(1));
        budget.limit(1);
        passes(Duration.ofSeconds(2));
        assertThat(told).containsExactly(ref(0));

        passes(Duration.ofSeconds(3));
        assertThat(told).containsExactly(ref(0), ref(1));
    }

    @Test
    void each_request_counts_whoever_sends_it_and_all_together_keep_to_the_limit() {
        List<InstanceRef> all = IntStream.range(0, 100).mapToObj(TurnsTest::ref).toList();
        List<InstanceRef> coming = new ArrayList<>(all);
        int sent = 0;
        int served = 0;
        for (int millis = 0; served < all.size(); millis++) {
            for (InstanceRef each : List.copyOf(coming)) {
                if (turns.take(each) instanceof Admission.Turn turn) {
                    spend(3);
                    sent += 3;
                    served++;
                    turn.close();
                }
            }
            assertThat(sent).isLessThanOrEqualTo(10 + millis / 100 + 2);
            told.clear();
            passes(Duration.ofMillis(1));
            coming = new ArrayList<>(told);
        }
        assertThat(now - Duration.ofHours(1).toNanos())
                .as("as slow as it must be, and not slower")
                .isBetween(
                        Duration.ofMillis(28_700).toNanos(),
                        Duration.ofMillis(31_000).toNanos());
    }

    @Test
    void a_higher_limit_is_told_of_at_once() {
        spend(100);
        turns.take(ref(0));
        budget.limit(1_000);
        turns.tellWaiting();
        passes(Duration.ofMillis(1_000));

        assertThat(told).contains(ref(0));
    }

    @Test
    void a_turn_ends_once() {
        Admission.Turn one = turn(0);
        turn(1);
        one.close();
        one.close();
        budget.limit(1_000);
        passes(Duration.ofSeconds(1));

        IntStream.range(2, 2 + Turns.AT_A_TIME - 1).forEach(this::turn);
        assertThat(turns.take(ref(99))).isInstanceOf(Admission.Later.class);
    }

    private Admission.Turn turn(int i) {
        return (Admission.Turn) turns.take(ref(i));
    }

    private void spend(int requests) {
        for (int i = 0; i < requests; i++) {
            budget.sent(REQUEST);
        }
    }

    private void passes(Duration time) {
        long until = now + time.toNanos();
        while (!timers.isEmpty() && timers.peek().at() - until <= 0) {
            Timer next = timers.remove();
            now = Math.max(now, next.at());
            next.what().run();
        }
        now = until;
    }

    private static InstanceRef ref(int i) {
        return new InstanceRef("default", "web-" + i);
    }
}
