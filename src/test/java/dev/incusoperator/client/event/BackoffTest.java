package dev.incusoperator.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waits_double_from_a_tenth_of_a_second_to_half_a_minute() {
        Backoff backoff = new Backoff(() -> 1);

        assertThat(IntStream.range(0, 12).mapToObj(i -> backoff.next().toMillis()))
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void a_random_part_of_up_to_a_half_is_left_out() {
        assertThat(new Backoff(() -> 0).next()).isEqualTo(Duration.ofMillis(50));
        assertThat(new Backoff(() -> 0.5).next()).isEqualTo(Duration.ofMillis(75));
    }

    @Test
    void after_a_good_connection_it_begins_anew() {
        Backoff backoff = new Backoff(() -> 1);
        IntStream.range(0, 5).forEach(i -> backoff.next());

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
    }
}
