package dev.incusoperator.instance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GivenSecretsTest {
    private final GivenSecrets given = new GivenSecrets();

    @Test
    void what_a_command_was_given_is_known_until_its_result_is_written_down() {
        given.remember("a", KnownSecrets.of(List.of("one")));
        assertThat(given.of("a").values()).containsExactly("one");

        given.forget("a");
        assertThat(given.of("a")).isEqualTo(KnownSecrets.NONE);
    }

    /** Its output could hold a value that nobody would recognise any more. */
    @Test
    void where_there_is_no_room_for_the_values_of_a_command_its_output_is_not_to_be_shown() {
        given.remember("first", KnownSecrets.of(List.of("a secret value")));
        String large = "x".repeat(60 * 1024);
        for (int i = 0; i < 300; i++) {
            given.remember("other-" + i, KnownSecrets.of(List.of(large + i)));
        }

        assertThat(given.of("first").tooMuch()).isTrue();
        assertThat(given.of("other-299").tooMuch()).isFalse();
        given.forget("first");
        assertThat(given.of("first").tooMuch()).isFalse();
    }
}
