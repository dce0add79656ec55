package dev.incusoperator.instance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerunTest {
    @ParameterizedTest(name = "''{0}'' asks for {1}: {2}")
    @CsvSource({
        "a, a, true",
        "a 2026-03-01, a, true",
        "ab, a, false",
        "a, ab, false",
        "a-b, a, false",
        "'b a', a, false",
        "'', a, false",
        "' a', a, false",
    })
    void a_request_names_one_entry_and_after_a_blank_anything(String value, String entry, boolean asks) {
        assertThat(new Rerun(value).of(entry).isPresent()).isEqualTo(asks);
    }
}
