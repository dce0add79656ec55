package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.instance.Failures.Failure;
import dev.incusoperator.instance.Situation.Held;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffsTest {
    private static final ResourceID WEB = new ResourceID("web", "team-a");
    private static final ResourceID DB = new ResourceID("db", "team-a");

    private static final Failure START = new Failure("start", "StartFailed", "no room", false);
    private static final Failure STOP = new Failure("stop", "StopFailed", "no", false);

    private final TestClock clock = new TestClock();
    private final Backoffs backoffs = new Backoffs(clock);

    @Test
    void what_has_not_failed_is_not_held_back() {
        assertThat(backoffs.of(WEB, 1)).isEmpty();
    }

    @Test
    void a_failure_is_kept_as_it_was_told() {
        Held held = backoffs.failed(WEB, 1, START);

        assertThat(held.action()).isEqualTo("start");
        assertThat(held.reason()).isEqualTo("StartFailed");
        assertThat(held.message()).isEqualTo("no room");
        assertThat(held.permanent()).isFalse();
        assertThat(backoffs.of(WEB, 1)).contains(held);
        assertThat(backoffs.of(DB, 1)).isEmpty();
    }

    @Test
    void pauses_double_from_two_seconds_to_five_minutes_and_a_quarter_at_most_is_added() {
        long[] seconds = {2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};

        for (long expected : seconds) {
            assertThat(Duration.between(NOW, fail(WEB, 1).until()))
                    .isBetween(Duration.ofSeconds(expected), Duration.ofMillis(expected * 1_250));
        }
    }

    @Test
    void resources_that_failed_together_do_not_all_come_back_together() {
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i ->
                                fail(new ResourceID("web-" + i, "team-a"), 1).until())
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void the_same_resource_always_comes_back_after_the_same_time() {
        assertThat(fail(WEB, 1).until())
                .isEqualTo(new Backoffs(clock).failed(WEB, 1, START).until());
    }

    @Test
    void what_only_a_change_mends_is_tried_again_after_ten_minutes() {
        for (int i = 0; i < 5; i++) {
            Held held = backoffs.failed(WEB, 1, new Failure("create", "CreateFailed", "no such image", true));
            assertThat(held.permanent()).isTrue();
            assertThat(held.until()).isEqualTo(NOW.plusSeconds(600));
        }
    }

    @Test
    void a_change_of_the_resource_is_a_reason_to_try_at_once_and_to_begin_anew() {
        fail(WEB, 1);
        fail(WEB, 1);

        assertThat(backoffs.of(WEB, 2)).isEmpty();
        assertThat(Duration.between(NOW, fail(WEB, 2).until())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void another_action_that_fails_begins_anew_and_leaves_the_one_before_held_back() {
        fail(WEB, 1);
        Held start = fail(WEB, 1);

        Held stop = backoffs.failed(WEB, 1, STOP);

        assertThat(Duration.between(NOW, stop.until())).isLessThan(Duration.ofSeconds(3));
        assertThat(backoffs.of(WEB, 1)).containsExactlyInAnyOrder(start, stop);
    }

    @Test
    void an_action_that_succeeds_is_not_held_back_any_more_and_the_others_are() {
        fail(WEB, 1);
        Held stop = backoffs.failed(WEB, 1, STOP);

        backoffs.succeeded(WEB, "start");
        backoffs.succeeded(DB, "start");

        assertThat(backoffs.of(WEB, 1)).containsExactly(stop);
        assertThat(Duration.between(NOW, fail(WEB, 1).until())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void what_is_cleared_is_forgotten() {
        fail(WEB, 1);
        fail(WEB, 1);
        fail(DB, 1);

        backoffs.clear(WEB);

        assertThat(backoffs.of(WEB, 1)).isEmpty();
        assertThat(backoffs.of(DB, 1)).isNotEmpty();
        assertThat(Duration.between(NOW, fail(WEB, 1).until())).isLessThan(Duration.ofSeconds(3));
    }

    private Held fail(ResourceID resource, long generation) {
        return backoffs.failed(resource, generation, START);
    }
}
