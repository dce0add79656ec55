package dev.incusoperator.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "äöü€", "😀 beyond the first plane", "no\u00a0break", "👩\u200d🔬"})
    void ordinary_text_stays(String text) {
        assertThat(ServerText.line(text)).isEqualTo(text);
        assertThat(ServerText.isLine(text)).isTrue();
    }

    @Test
    void line_breaks_become_spaces_and_what_controls_a_terminal_or_the_direction_of_text_is_replaced() {
        assertThat(ServerText.line("one\r\ntwo\tthree\u2028four")).isEqualTo("one  two three four");
        assertThat(ServerText.line("\u001b[2J\u0007\u0000\u009b1m\u007f")).isEqualTo("�[2J���1m�");
        assertThat(ServerText.line("\u202eevil\u2066\u200b\ufeff\ud83d")).isEqualTo("�evil����");
    }

    @Test
    void a_text_is_cut_and_no_character_with_it() {
        assertThat(ServerText.bounded("abcd", 4)).isEqualTo("abcd");
        assertThat(ServerText.bounded("abcde", 4)).isEqualTo("abc…");
        assertThat(ServerText.bounded("ab😀de", 4)).isEqualTo("ab…");
    }

    @Test
    void the_message_of_whatever_goes_wrong_is_one_line() {
        String forged = "no\n2026-01-01 INFO all is well\u001b[31m";
        String line = "no 2026-01-01 INFO all is well\ufffd[31m";

        assertThat(new IncusException.ApiError(500, forged, forged))
                .hasMessage(line)
                .extracting(IncusException.ApiError::serverText)
                .isEqualTo(line);
        assertThat(new IncusException.OperationFailed(400, forged, "id", forged).serverText())
                .isEqualTo(line);
        assertThat(new IncusException.NotTrusted(forged)).hasMessage(line);
    }
}
