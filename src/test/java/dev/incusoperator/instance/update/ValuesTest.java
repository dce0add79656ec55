package dev.incusoperator.instance.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    @ParameterizedTest(name = "{0}: {1} and {2}: {3}")
    @CsvSource({
        "security.nesting, true, true, true",
        "security.nesting, true, yes, true",
        "security.nesting, True, 1, true",
        "security.nesting, 'off', 0, true",
        "security.nesting, true, false, false",
        "security.nesting, true, '', false",
        "limits.cpu, 1, true, true",
        "limits.cpu, 1, 01, false",
        "limits.cpu, 1, 0, false",
        "limits.memory, 1GiB, 1024MiB, true",
        "limits.memory, 1GB, 1000MB, true",
        "limits.memory, 1GB, 1GiB, false",
        "limits.memory, 8bit, 8B, false",
        "limits.memory, 512MiB, 50%, false",
        "limits.memory, 99999999999999999999999999EiB, 1B, false",
        "user.flag, true, yes, false",
        "environment.FLAG, 1GiB, 1024MiB, false",
        "user.x, '', '', true",
    })
    void values_that_mean_the_same_to_the_server_are_the_same(String key, String one, String other, boolean same) {
        assertThat(Values.same(key, one, other)).isEqualTo(same);
        assertThat(Values.same(key, other, one)).isEqualTo(same);
    }

    @Test
    void an_empty_option_of_a_device_is_like_none() {
        assertThat(Values.sameDevice(Map.of("type", "disk", "size", ""), Map.of("type", "disk")))
                .isTrue();
        assertThat(Values.sameDevice(Map.of("type", "disk", "size", "1GiB"), Map.of("type", "disk", "size", "1024MiB")))
                .isTrue();
        assertThat(Values.sameDevice(Map.of("type", "disk"), Map.of("type", "disk", "readonly", "true")))
                .isFalse();
        assertThat(Values.sameDevice(Map.of("type", "nic"), Map.of("type", "none")))
                .isFalse();
    }
}
