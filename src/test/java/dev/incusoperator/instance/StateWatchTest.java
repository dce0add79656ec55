package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.ObservedInstance;
import dev.incusoperator.host.Host.AddressWatch;
import dev.incusoperator.host.Host.Sighting;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateWatchTest {
    private static final ResourceID WEB = new ResourceID("web", "team-a");
    private static final InstanceStatus UNADDRESSED = status("{}");

    private static final InstanceStatus NOT_READY = new InstanceStatus(
            1L,
            List.of(new ConditionBuilder()
                    .withType("Ready")
                    .withStatus("False")
                    .withReason("NotReadyYet")
                    .build()),
            null,
            Given.read(ObservedInstance.class, "{ipv4: 10.0.0.5}"),
            null,
            null,
            null,
            null);

    private final StateWatch watch = new StateWatch();

    @Test
    void what_is_to_be_looked_at_now_stays_due_until_it_has_been() {
        watch.lookNow(WEB, asked().seen(ours(103)).situation());

        assertThat(watch.due(WEB, NOW)).isTrue();
        assertThat(watch.due(WEB, NOW.plusSeconds(60))).isTrue();
    }

    @Test
    void an_address_is_looked_for_after_half_a_second_and_then_ever_more_rarely_for_some_minutes() {
        List<Long> pauses = new ArrayList<>();
        Instant now = NOW;
        for (Optional<Instant> next = next(now); next.isPresent(); next = next(now)) {
            pauses.add(Duration.between(now, next.get()).toMillis());
            assertThat(watch.due(WEB, now)).isFalse();
            now = next.get();
            assertThat(watch.due(WEB, now)).isTrue();
        }

        assertThat(pauses)
                .containsExactly(
                        500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L, 30_000L, 30_000L,
                        30_000L);
    }

    @Test
    void where_none_has_come_after_all_those_looks_none_is_looked_for_any_more() {
        Instant now = NOW;
        for (Optional<Instant> next = next(now); next.isPresent(); next = next(now)) {
            now = next.get();
        }

        assertThat(watch.due(WEB, now)).isFalse();
        assertThat(watch.due(WEB, now.plusSeconds(3_600))).isFalse();
        assertThat(next(now.plusSeconds(3_600))).isEmpty();
    }

    @Test
    void a_reconcile_between_two_looks_changes_nothing() {
        Optional<Instant> first = next(NOW);

        assertThat(next(NOW.plusMillis(100))).isEqualTo(first);
        assertThat(next(NOW.plusMillis(499))).isEqualTo(first);
        assertThat(watch.due(WEB, NOW.plusMillis(499))).isFalse();
    }

    record Row(String sentence, Given given, InstanceStatus status) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Row> unawaited() {
        return Stream.of(
                new Row("it does not run", asked().seen(ours(102)), UNADDRESSED),
                new Row("it is frozen", asked().seen(ours(110)), UNADDRESSED),
                new Row("it is going away", asked().seen(ours(103)).deleting(true), UNADDRESSED),
                new Row(
                        "it has no network interface",
                        asked().seen(shown("expanded_devices: {root: {type: disk}}")),
                        UNADDRESSED),
                new Row("it is not there", asked().sighting(new Sighting.Gone()), UNADDRESSED),
                new Row("it cannot be seen", asked().sighting(new Sighting.Unknown("away")), UNADDRESSED));
    }

    @ParameterizedTest
    @MethodSource("unawaited")
    void no_address_is_awaited_where(Row row) {
        next(NOW);

        assertThat(watch.next(WEB, row.given().situation(), row.status())).isEmpty();
        assertThat(watch.due(WEB, NOW.plusSeconds(60))).as("the looks are over").isFalse();
    }

    @Test
    void when_one_has_come_others_are_looked_for_until_the_first_minute_is_over() {
        Instant now = next(next(NOW).orElseThrow()).orElseThrow();
        List<Instant> looks = new ArrayList<>();
        for (Optional<Instant> next = addressed(now); next.isPresent(); next = addressed(next.get())) {
            looks.add(next.get());
        }

        assertThat(looks)
                .extracting(look -> Duration.between(now, look).toSeconds())
                .containsExactly(8L, 24L, 54L);
        assertThat(addressed(NOW.plusSeconds(3_600))).isEmpty();
        assertThat(watch.due(WEB, NOW.plusSeconds(3_600))).isFalse();
    }

    @Test
    void a_process_that_finds_an_address_in_the_status_looks_for_no_others() {
        assertThat(addressed(NOW)).isEmpty();
        assertThat(watch.due(WEB, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void another_run_of_it_is_looked_at_from_the_beginning() {
        for (Instant now = next(NOW).orElseThrow();
                next(now).isPresent();
                now = next(now).orElseThrow()) {}
        Given restarted = asked().seen(
                        shown("last_used_at: '2026-03-01T13:00:00Z'", "expanded_devices: {eth0: {type: nic}}"))
                .now(NOW.plusSeconds(4_000));

        assertThat(watch.next(WEB, restarted.situation(), UNADDRESSED))
                .contains(NOW.plusSeconds(4_000).plusMillis(500));
    }

    @Test
    void the_host_looks_often_where_being_ready_depends_on_an_address_and_rarely_at_others_that_run() {
        assertThat(StateWatch.watch(
                        asked("readyWhen: [{type: IPv4}]").seen(ours(103)).situation()))
                .isEqualTo(AddressWatch.OFTEN);
        assertThat(StateWatch.watch(
                        asked("readyWhen: [{type: IPv6}]").seen(ours(103)).situation()))
                .isEqualTo(AddressWatch.OFTEN);
        assertThat(StateWatch.watch(
                        asked("readyWhen: [{type: Agent}]").seen(ours(103)).situation()))
                .isEqualTo(AddressWatch.RARELY);
        assertThat(StateWatch.watch(
                        asked("readyWhen: [{type: IPv4}]").seen(ours(102)).situation()))
                .isEqualTo(AddressWatch.NONE);
        assertThat(StateWatch.watch(asked().sighting(new Sighting.Gone()).situation()))
                .isEqualTo(AddressWatch.NONE);
    }

    @Test
    void one_that_is_started_anew_is_looked_at_from_the_beginning() {
        next(next(NOW).orElseThrow());
        watch.next(WEB, asked().seen(ours(102)).situation(), UNADDRESSED);

        assertThat(next(NOW.plusSeconds(60))).contains(NOW.plusSeconds(60).plusMillis(500));
    }

    @Test
    void what_is_not_ready_is_looked_at_for_as_long_as_it_takes() {
        List<Long> pauses = new ArrayList<>();
        Instant now = NOW;
        for (int look = 0; look < 20; look++) {
            Instant due = watch.next(WEB, asked().seen(ours(103)).now(now).situation(), NOT_READY)
                    .orElseThrow();
            pauses.add(Duration.between(now, due).toMillis());
            now = due;
            assertThat(watch.due(WEB, now)).isTrue();
        }

        assertThat(pauses.subList(0, 8))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
        assertThat(pauses.subList(8, 20)).containsOnly(30_000L);
    }

    @Test
    void when_it_is_ready_an_address_is_looked_for_no_longer_than_any() {
        Instant now = NOW;
        for (int look = 0; look < 20; look++) {
            now = watch.next(WEB, asked().seen(ours(103)).now(now).situation(), NOT_READY)
                    .orElseThrow();
        }

        assertThat(next(now)).isEmpty();
        assertThat(watch.due(WEB, now.plusSeconds(3_600))).isFalse();
    }

    @Test
    void what_is_not_ready_and_not_seen_is_not_looked_at() {
        assertThat(watch.next(WEB, asked().sighting(new Sighting.Gone()).situation(), NOT_READY))
                .isEmpty();
    }

    @Test
    void a_resource_that_is_forgotten_is_not_due() {
        next(NOW);

        watch.forget(WEB);

        assertThat(watch.due(WEB, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void each_resource_has_its_own_looks() {
        next(NOW);

        assertThat(watch.due(new ResourceID("web", "team-b"), NOW.plusSeconds(60)))
                .isFalse();
    }

    @Test
    void a_resource_without_a_status_has_no_address_yet() {
        assertThat(watch.next(WEB, asked().seen(ours(103)).situation(), null)).isPresent();
    }

    private Optional<Instant> next(Instant now) {
        return watch.next(WEB, asked().seen(ours(103)).now(now).situation(), UNADDRESSED);
    }

    private Optional<Instant> addressed(Instant now) {
        return watch.next(WEB, asked().seen(ours(103)).now(now).situation(), status("{ipv4: 10.0.0.5}"));
    }

    private static InstanceStatus status(String observed) {
        return new InstanceStatus(1L, null, null, Given.read(ObservedInstance.class, observed), null, null, null, null);
    }
}
