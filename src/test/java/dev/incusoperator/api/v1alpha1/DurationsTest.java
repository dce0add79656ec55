package dev.incusoperator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"1s, PT1S", "90s, PT90S", "5m, PT5M", "1h30m, PT1H30M", "1h0m5s, PT1H5S", "24h, PT24H", "0s, PT0S"})
    void hours_minutes_and_seconds_are_read(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "5", "5 minutes", "5s1m", "-5m", "1.5h", "500ms", "5M", "99999999999999999999s", "5m\n"
            })
    void anything_else_is_refused_with_what_to_write(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("such as 90s, 5m or 1h30m");
    }
}
