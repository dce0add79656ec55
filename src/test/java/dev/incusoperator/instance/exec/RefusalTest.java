package dev.incusoperator.instance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    @ParameterizedTest(name = "{0} {1}, of a cluster: {2}")
    @CsvSource({
        "400, Instance is not running, false, true",
        "400, Instance is not running, true, true",
        "404, Instance not found, true, true",
        "429, too many requests, true, true",
        "500, Failed to get the project, false, true",
        "500, 'Post \"https://10.0.0.2:8443/1.0/instances/web/exec\": EOF', true, false",
        // seen of a real cluster whose member was killed with the request in its hands: the command may have been begun
        "500, 'Post \"https://127.0.0.2:8443/1.0/instances/t1/exec\": Unable to connect to: 127.0.0.2:8443', true, false",
        "502, bad gateway, true, false",
        "503, Shutting down, true, true",
        "503, Database is not reachable, true, false",
    })
    void an_answer_says_that_nothing_was_started_unless_a_member_may_have_been_passed_the_command(
            int code, String text, boolean clustered, boolean certain) {
        assertThat(Refusal.certain(new IncusException.ApiError(code, text, text), clustered))
                .isEqualTo(certain);
    }

    @Test
    void what_did_not_reach_the_host_was_not_started_and_of_what_may_have_reached_it_that_is_not_known() {
        assertThat(Refusal.certain(new IncusException.CannotConnect("refused", null), true))
                .isTrue();
        assertThat(Refusal.certain(new IncusException.NotTrusted("no"), true)).isTrue();
        assertThat(Refusal.certain(new IncusException.NoAnswer("cut", null), false))
                .isFalse();
        assertThat(Refusal.certain(new IncusException.MalformedAnswer("garbled", null), false))
                .isFalse();
        assertThat(Refusal.certain(new IncusException.Timeout("late"), false)).isFalse();
    }
}
