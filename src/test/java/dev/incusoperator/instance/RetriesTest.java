package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final ResourceID OTHER = new ResourceID("db", "team-a");

    private final Retries retries = new Retries();

    @Test
    void what_fails_again_and_again_is_tried_later_each_time_and_each_minute_at_last() {
        Duration first = fails(Bench.ID);
        fails(Bench.ID);
        Duration third = fails(Bench.ID);

        assertThat(first).isEqualTo(Duration.ofSeconds(1));
        assertThat(third).isGreaterThan(first);
        assertThat(fails(OTHER)).as("another one").isEqualTo(first);
        for (int i = 0; i < 20; i++) {
            fails(Bench.ID);
        }
        assertThat(fails(Bench.ID)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void what_has_succeeded_begins_anew() {
        Duration first = fails(Bench.ID);
        fails(Bench.ID);
        fails(Bench.ID);

        retries.succeeded(Bench.ID);

        assertThat(fails(Bench.ID)).isEqualTo(first);
    }

    private Duration fails(ResourceID resource) {
        return retries.failed(resource, new IllegalStateException("no reason"));
    }
}
