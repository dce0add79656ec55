package dev.incusoperator.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1 | 1", "120 | 120", "Sun, 01 Mar 2026 12:00:30 GMT | 30", "Sunday, 01-Mar-26 12:01:00 GMT | 60"})
    void a_number_of_seconds_and_a_date_are_understood(String value, long seconds) {
        assertThat(RetryAfter.of(429, Headers.of("retry-after", value), NOW)).contains(Duration.ofSeconds(seconds));
        assertThat(RetryAfter.of(503, Headers.of("Retry-After", value), NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "-1", "soon", "1.5", "Sun, 01 Mar 2026 11:59:00 GMT", "٣"})
    void what_is_no_time_to_come_is_no_pause(String value) {
        Headers headers =
                new Headers.Builder().addUnsafeNonAscii("Retry-After", value).build();

        assertThat(RetryAfter.of(429, headers, NOW)).isEmpty();
    }

    @Test
    void a_number_without_end_is_a_long_time() {
        assertThat(RetryAfter.of(503, Headers.of("Retry-After", "9".repeat(400)), NOW)
                        .orElseThrow())
                .isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void other_answers_ask_for_no_pause() {
        assertThat(RetryAfter.of(200, Headers.of("Retry-After", "10"), NOW)).isEmpty();
        assertThat(RetryAfter.of(429, Headers.of("Date", "10"), NOW)).isEmpty();
    }
}
