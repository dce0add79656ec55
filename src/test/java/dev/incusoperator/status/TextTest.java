package dev.incusoperator.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "tab\tand\nline", "äöü€", "😀 beyond the first plane", "\u0000\u001b[31mred"})
    void what_yaml_can_hold_stays(String text) {
        assertThat(Text.plain(text)).isEqualTo(text);
    }

    @Test
    void what_yaml_cannot_hold_is_replaced_one_by_one() {
        assertThat(Text.plain("a\u007fb\u0080c\u009fd\u00a0e")).isEqualTo("a�b�c�d\u00a0e");
        assertThat(Text.plain("\ufffe\uffff" + Character.toString(0x1fffe) + "x"))
                .isEqualTo("���x");
        assertThat(Text.plain("\ud83d")).isEqualTo("�");
        assertThat(Text.plain("\ude00x")).isEqualTo("�x");
    }

    @Test
    void a_bounded_text_ends_with_an_ellipsis_where_it_was_cut_and_cuts_no_character() {
        assertThat(Text.bounded("abcd", 4)).isEqualTo("abcd");
        assertThat(Text.bounded("abcde", 4)).isEqualTo("abc…");
        assertThat(Text.bounded("ab😀de", 4)).isEqualTo("ab…");
        assertThat(Text.bounded("a😀bcd", 4)).isEqualTo("a😀…");
    }

    @Test
    void a_bounded_text_is_one_line_that_controls_no_terminal() {
        assertThat(Text.bounded("one\ntwo\tthree", 20)).isEqualTo("one two three");
        assertThat(Text.bounded("\u001b[31m\u202ered", 20)).isEqualTo("�[31m�red");
    }

    @Test
    void a_bounded_text_is_never_longer_than_its_bound_and_always_valid() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(20), 0, 4).forEach(i -> text.append(new String[] {"x", "ü", "😀", "\ud83d"}[i]));
            int limit = 2 + random.nextInt(20);

            String bounded = Text.bounded(text.toString(), limit);

            assertThat(bounded).hasSizeLessThanOrEqualTo(limit);
            assertThat(new String(bounded.getBytes(UTF_8), UTF_8)).isEqualTo(bounded);
        }
    }
}
