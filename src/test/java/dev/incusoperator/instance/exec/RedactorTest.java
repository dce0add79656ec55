package dev.incusoperator.instance.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactorTest {
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
            short
            -----END PRIVATE KEY-----
            """;

    record Row(String sentence, List<String> secrets, String text, String redacted) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static List<Row> rows() {
        return List.of(
                row("a secret", List.of("hunter2"), "pw=hunter2!", "pw=[redacted]!"),
                row("as often as it is there", List.of("hunter2"), "hunter2 hunter2", "[redacted] [redacted]"),
                row("no secret known", List.of(), "pw=hunter2", "pw=hunter2"),
                row("a secret of one letter", List.of("x"), "axb", "a[redacted]b"),
                row("letter by letter the same only", List.of("hunter2"), "Hunter2", "Hunter2"),
                row("an empty secret is none", List.of("", " ", "\n"), "a b\nc", "a b\nc"),
                row("a line's end after the secret is not part of it", List.of("hunter2\n"), "hunter2.", "[redacted]."),
                row(
                        "one that holds another goes whole",
                        List.of("abc", "abc-def"),
                        "abc-def abc",
                        "[redacted] [redacted]"),
                row("in whatever order they are given", List.of("abc-def", "abc"), "abc-def", "[redacted]"),
                row("what overlaps goes as one", List.of("abcd", "cdef"), "xabcdefx", "x[redacted]x"),
                row(
                        "a secret that is found in what replaces another",
                        List.of("hunter2", "red"),
                        "hunter2 red",
                        "[redacted] [redacted]"),
                row("several lines, whole", List.of(KEY), "key:\n" + KEY + "end", "key:\n[redacted]end"),
                row(
                        "one line of several",
                        List.of(KEY),
                        "> MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n> short",
                        "> [redacted]\n> short"),
                row(
                        "several lines whose ends are others now",
                        List.of("first-line-1\nsecond-line-2"),
                        "first-line-1\r\nsecond-line-2",
                        "[redacted]\r\n[redacted]"),
                row("its base64", List.of("hunter2-hunter2"), "x aHVudGVyMi1odW50ZXIy x", "x [redacted] x"),
                row("its base64 with padding", List.of("hunter22"), "x=aHVudGVyMjI=", "x=[redacted]"),
                row("and without", List.of("hunter22"), "x=aHVudGVyMjI.", "x=[redacted]."),
                row("as echo and base64 make it", List.of("hunter22"), "aHVudGVyMjIK", "[redacted]"),
                row(
                        "of a value with a line's end",
                        List.of("hunter22\n"),
                        "aHVudGVyMjI= aHVudGVyMjIK",
                        "[redacted] [redacted]"),
                row("in both alphabets", List.of("???>>>~~~"), "Pz8/Pj4+fn5+ Pz8_Pj4-fn5-", "[redacted] [redacted]"),
                row("not of what is short", List.of("hunter2"), "aHVudGVyMg==", "aHVudGVyMg=="),
                row("beyond ASCII", List.of("пароль🔑"), "=пароль🔑=", "=[redacted]="));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void secrets_are_taken_out(Row row) {
        assertThat(new Redactor(row.secrets()).redact(row.text()))
                .as(row.sentence())
                .isEqualTo(row.redacted());
    }

    @Test
    void whatever_the_text_and_the_secrets_none_is_left_in_it() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<String> secrets = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(i -> letters(random, 1 + random.nextInt(12)))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (int piece = 0; piece < 12; piece++) {
                text.append(
                        random.nextBoolean()
                                ? secrets.get(random.nextInt(secrets.size()))
                                : letters(random, random.nextInt(4)));
            }

            String redacted = new Redactor(secrets).redact(text.toString());

            assertThat(secrets)
                    .filteredOn(secret -> !secret.isBlank())
                    .as("%s in %s", secrets, text)
                    .allSatisfy(secret -> assertThat(redacted).doesNotContain(secret));
        }
    }

    @Test
    void the_longest_is_known() {
        assertThat(new Redactor(List.of()).longest()).isZero();
        assertThat(new Redactor(List.of("abc", "abcdef", "a")).longest()).isEqualTo(6);
        assertThat(new Redactor(List.of(" \n ")).longest()).isZero();
    }

    private static Row row(String sentence, List<String> secrets, String text, String redacted) {
        return new Row(sentence, secrets, text, redacted);
    }

    /** Few different ones, so that secrets overlap and repeat; none that is in what stands instead of a secret. */
    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        random.ints(count, 0, 5)
                .forEach(i -> text.append(List.of("x", "y", "z", "\n", "ü").get(i)));
        return text.toString();
    }
}
