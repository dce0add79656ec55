package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.OperationView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OperationTrackerTest {
    private static final InstanceRef WEB = new InstanceRef("default", "web");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final OperationTracker tracker = new OperationTracker(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void an_operation_is_tracked_once() {
        assertThat(tracker.add("op", WEB, false)).isTrue();
        assertThat(tracker.add("op", WEB, false)).isFalse();
        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.Running(""));
    }

    @Test
    void an_instance_is_busy_until_the_last_of_its_operations_has_ended() {
        tracker.add("one", WEB, false);
        tracker.add("two", WEB, false);

        tracker.end("one", new OperationView.Lost());
        assertThat(tracker.busy(WEB)).isTrue();
        tracker.end("two", new OperationView.Lost());

        assertThat(tracker.busy(WEB)).isFalse();
    }

    @Test
    void an_operation_that_has_ended_and_is_forgotten_is_not_known_any_more() {
        tracker.add("op", WEB, false);
        tracker.end("op", new OperationView.Lost());

        tracker.forget("op", WEB);

        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.NotTracked());
    }

    @Test
    void an_operation_that_is_forgotten_while_it_runs_keeps_its_instance_busy_until_it_has_ended() {
        tracker.add("op", WEB, false);

        tracker.forget("op", WEB);
        assertThat(tracker.busy(WEB)).isTrue();
        assertThat(tracker.running()).containsExactly("op");

        assertThat(tracker.end("op", new OperationView.Lost())).contains(WEB);
        assertThat(tracker.busy(WEB)).isFalse();
        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.NotTracked());
    }

    @Test
    void one_that_was_forgotten_and_is_asked_for_again_is_known_when_it_has_ended() {
        tracker.add("op", WEB, false);
        tracker.forget("op", WEB);

        tracker.add("op", WEB, false);
        tracker.end("op", new OperationView.Lost());

        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.Lost());
    }

    @Test
    void a_command_keeps_its_instance_not_busy() {
        tracker.add("op", WEB, true);
        assertThat(tracker.busy(WEB)).isFalse();

        tracker.add("other", WEB, false);
        tracker.end("op", new OperationView.Lost());

        assertThat(tracker.busy(WEB)).isTrue();
    }

    @Test
    void an_operation_ends_once() {
        tracker.add("op", WEB, false);

        assertThat(tracker.end("op", new OperationView.Lost())).contains(WEB);
        assertThat(tracker.end("op", new OperationView.Lost())).isEmpty();
        assertThat(tracker.over("op")).isTrue();
    }

    @Test
    void progress_is_worth_a_hint_every_ten_seconds_at_most() {
        tracker.add("op", WEB, false);
        assertThat(tracker.progress("op", "1%")).isEmpty();

        now = now.plus(Duration.ofSeconds(10));
        assertThat(tracker.progress("op", "1%")).isEmpty();
        assertThat(tracker.progress("op", "50%")).contains(WEB);
        assertThat(tracker.progress("op", "51%")).isEmpty();
        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.Running("51%"));
    }

    @Test
    void an_end_that_nobody_comes_for_is_let_go_of_in_the_end() {
        tracker.add("op", WEB, false);
        tracker.add("running", WEB, false);
        tracker.end("op", new OperationView.Lost());
        tracker.prune();
        assertThat(tracker.over("op")).isTrue();

        now = now.plus(Duration.ofHours(1));
        tracker.prune();

        assertThat(tracker.view("op", WEB)).isEqualTo(new OperationView.NotTracked());
        assertThat(tracker.running()).containsExactly("running");
    }
}
