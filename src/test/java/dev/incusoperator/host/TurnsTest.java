package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim.Purpose;
import dev.incusoperator.host.Host.Admission;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
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
    private final TurnPool pool = new TurnPool(() -> now);
    private final Turns turns = host(HostKind.CLUSTER_INCUS_HOST, "", "local", budget, told);

    @Test
    void who_comes_while_there_is_room_has_a_turn() {
        assertThat(turns.take(claim(0))).isInstanceOf(Admission.Turn.class);
        assertThat(timers).as("nothing is done while nobody waits").isEmpty();
    }

    @Test
    void a_host_that_answers_nothing_holds_no_more_than_its_share_of_threads() {
        budget.limit(1_000);
        passes(Duration.ofSeconds(1));
        List<Admission.Turn> hanging = new ArrayList<>();
        IntStream.range(0, Turns.AT_A_TIME).forEach(i -> hanging.add(turn(i)));

        assertThat(turns.take(claim(16))).isInstanceOf(Admission.Later.class);
        passes(Duration.ofSeconds(29));
        assertThat(told).isEmpty();
        assertThat(turns.take(claim(17)))
                .as("it is told how slow the host is")
                .isInstanceOfSatisfying(
                        Admission.Later.class,
                        later -> assertThat(later.about()).isEqualTo(Duration.ofSeconds(29)));

        hanging.subList(0, Turns.AT_A_TIME - TurnPool.ONE_SLOW).forEach(Admission.Turn::close);
        assertThat(told).as("a host that is slow has fewer turns").isEmpty();
        hanging.get(Turns.AT_A_TIME - 1).close();
        assertThat(told).containsExactly(ref(16));
    }

    @Test
    void the_account_used_up_who_comes_later_is_told_when_it_is_his_turn() {
        spend(10);

        assertThat(turns.take(claim(0))).isEqualTo(new Admission.Later(Duration.ofMillis(100)));
        assertThat(turns.take(claim(1))).isEqualTo(new Admission.Later(Duration.ofMillis(200)));
        passes(Duration.ofMillis(99));
        assertThat(told).isEmpty();
        passes(Duration.ofMillis(1));
        assertThat(told).containsExactly(ref(0));
        assertThat(turns.take(claim(0))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void a_turn_is_kept_for_who_was_told_and_not_given_to_who_happens_to_come() {
        spend(10);
        turns.take(claim(0));
        passes(Duration.ofMillis(100));

        assertThat(turns.take(claim(1))).isInstanceOf(Admission.Later.class);
        assertThat(turns.take(claim(0))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void who_was_told_and_does_not_come_does_not_keep_the_next_waiting() {
        spend(10);
        turns.take(claim(0));
        turns.take(claim(1));
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
                if (turns.take(new Claim(each, "team-a", Purpose.CHANGE)) instanceof Admission.Turn turn) {
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
        turns.take(claim(0));
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
        assertThat(turns.take(claim(99))).isInstanceOf(Admission.Later.class);
    }

    @Test
    void of_many_that_wait_each_namespace_has_its_turn_in_turn() {
        spend(10);
        IntStream.range(0, 50).forEach(i -> turns.take(claim(i)));
        turns.take(new Claim(ref(50), "team-b", Purpose.CHANGE));
        turns.take(new Claim(ref(51), "team-c", Purpose.CHANGE));

        passes(Duration.ofMillis(300));

        assertThat(told).containsExactlyInAnyOrder(ref(0), ref(50), ref(51));
    }

    @Test
    void stopping_and_deleting_have_a_turn_where_nothing_else_has() {
        budget.limit(1_000);
        passes(Duration.ofSeconds(1));
        IntStream.range(0, Turns.AT_A_TIME).forEach(this::turn);
        assertThat(turns.take(claim(20))).isInstanceOf(Admission.Later.class);

        assertThat(turns.take(removal(21))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void stopping_and_deleting_come_before_what_waits_longer() {
        spend(10);
        turns.take(claim(0));
        turns.take(claim(1));
        turns.take(removal(2));

        passes(Duration.ofMillis(100));

        assertThat(told).containsExactly(ref(2));
    }

    @Test
    void four_hosts_that_hang_leave_threads_and_turns_to_a_fifth() {
        int held = IntStream.range(0, 4)
                .map(i -> hang(host(HostKind.CLUSTER_INCUS_HOST, "", "hangs-" + i, plenty(), new ArrayList<>()))
                        .size())
                .sum();
        int fifth = hang(fifth()).size();

        assertThat(fifth).isPositive();
        assertThat(held + fifth)
                .as("of the threads that reconcile")
                .isLessThanOrEqualTo(TurnPool.ALL)
                .isLessThan(ConfigurationService.DEFAULT_RECONCILIATION_THREADS_NUMBER);
    }

    @Test
    void hosts_that_hang_hold_few_turns_once_that_is_known() {
        List<Turns> hosts = IntStream.range(0, 6)
                .mapToObj(i -> host(HostKind.CLUSTER_INCUS_HOST, "", "hangs-" + i, plenty(), new ArrayList<>()))
                .toList();
        List<Admission.Turn> open = new ArrayList<>();
        hosts.forEach(host -> open.addAll(hang(host)));
        passes(Duration.ofSeconds(30));
        open.forEach(Admission.Turn::close);
        nobodyIsExpectedAnyMore();

        int held = hosts.stream().mapToInt(host -> hang(host).size()).sum();

        assertThat(held).isEqualTo(TurnPool.ALL_SLOW);
        assertThat(hang(fifth())).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void a_host_that_answers_again_has_all_its_turns_again() {
        budget.limit(1_000);
        passes(Duration.ofSeconds(1));
        List<Admission.Turn> open = hang(turns);
        passes(Duration.ofSeconds(30));
        open.forEach(Admission.Turn::close);
        nobodyIsExpectedAnyMore();
        List<Admission.Turn> few = hang(turns);
        assertThat(few).hasSize(TurnPool.ONE_SLOW);

        few.forEach(Admission.Turn::close);
        nobodyIsExpectedAnyMore();

        assertThat(hang(turns)).hasSize(Turns.AT_A_TIME);
    }

    @Test
    void the_hosts_of_one_namespace_and_those_of_all_namespaces_hold_no_more_than_their_part() {
        for (String namespace : List.of("a", "b", "c", "d", "e")) {
            int held = IntStream.range(0, 4)
                    .map(i -> hang(host(HostKind.INCUS_HOST, namespace, "h" + i, plenty(), new ArrayList<>()))
                            .size())
                    .sum();
            assertThat(held).isLessThanOrEqualTo(TurnPool.ONE_NAMESPACE);
        }

        assertThat(hang(host(HostKind.CLUSTER_INCUS_HOST, "", "shared", plenty(), new ArrayList<>())))
                .as("what is left to the hosts of everyone")
                .hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void who_was_refused_for_others_hosts_is_told_when_one_of_their_turns_ends() {
        List<Admission.Turn> open = new ArrayList<>();
        for (int host = 0; open.size() < TurnPool.ALL; host++) {
            open.addAll(hang(host(HostKind.CLUSTER_INCUS_HOST, "", "hangs-" + host, plenty(), new ArrayList<>())));
        }
        assertThat(turns.take(claim(0))).isInstanceOf(Admission.Later.class);

        open.get(0).close();

        assertThat(told).containsExactly(ref(0));
    }

    @Test
    void the_turns_of_a_host_that_is_gone_count_until_they_end() {
        Turns gone = host(HostKind.CLUSTER_INCUS_HOST, "", "gone", plenty(), new ArrayList<>());
        List<Admission.Turn> open = hang(gone);
        gone.close();
        Turns next = host(HostKind.CLUSTER_INCUS_HOST, "", "next", plenty(), new ArrayList<>());
        int before = hang(next).size();
        assertThat(before).isLessThan(Turns.AT_A_TIME);

        open.forEach(Admission.Turn::close);
        nobodyIsExpectedAnyMore();

        assertThat(before + hang(next).size()).isEqualTo(Turns.AT_A_TIME);
    }

    private Turns fifth() {
        return host(HostKind.CLUSTER_INCUS_HOST, "", "answers", plenty(), new ArrayList<>());
    }

    private RequestBudget plenty() {
        return new RequestBudget(1_000, () -> now);
    }

    private Turns host(HostKind kind, String namespace, String name, RequestBudget requests, List<InstanceRef> hears) {
        return new Turns(
                requests,
                pool,
                new HostKey(kind, namespace, name),
                () -> now,
                (pause, what) -> timers.add(new Timer(now + pause.toNanos(), what)),
                hears::addAll);
    }

    private void nobodyIsExpectedAnyMore() {
        told.clear();
        passes(FairQueue.COMES_WITHIN.plusSeconds(2));
    }

    /** All the turns that can be had, of which none ends. */
    private static List<Admission.Turn> hang(Turns host) {
        List<Admission.Turn> open = new ArrayList<>();
        for (int i = 0; host.take(claim(i)) instanceof Admission.Turn turn; i++) {
            open.add(turn);
        }
        return open;
    }

    private static Claim claim(int i) {
        return new Claim(ref(i), "team-a", Purpose.CHANGE);
    }

    private static Claim removal(int i) {
        return new Claim(ref(i), "team-a", Purpose.REMOVAL);
    }

    private Admission.Turn turn(int i) {
        return (Admission.Turn) turns.take(claim(i));
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
