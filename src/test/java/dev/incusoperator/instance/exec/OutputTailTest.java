package dev.incusoperator.instance.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.client.model.LogTail;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTailTest {
    private static final Redactor NO_SECRETS = new Redactor(List.of());

    @ParameterizedTest(name = "of ''{0}'' {1} bytes are ''{2}''")
    @CsvSource({
        "hello, 5, hello, false",
        "hello, 6, hello, false",
        "hello, 4, ello, true",
        "hello, 1, o, true",
        "hello, 0, '', true",
        "'', 0, '', false",
        "'', 5, '', false",
        "aé, 3, aé, false",
        "aé, 2, é, true",
        "aé, 1, '', true",
        "a€, 3, €, true",
        "a€, 2, '', true",
        "a😀, 5, a😀, false",
        "a😀, 4, 😀, true",
        "a😀, 3, '', true",
        "😀😀b, 4, b, true",
    })
    void the_end_is_kept_in_whole_characters(String log, int limit, String tail, boolean truncated) {
        assertThat(new OutputTail(limit, NO_SECRETS).of(whole(log.getBytes(UTF_8))))
                .isEqualTo(new ExecOutput(tail, log.getBytes(UTF_8).length, truncated));
    }

    @Test
    void the_size_told_is_that_of_the_whole_log() {
        assertThat(new OutputTail(4, NO_SECRETS).of(new LogTail("o world".getBytes(UTF_8), 100_000_000)))
                .isEqualTo(new ExecOutput("orld", 100_000_000, true));
    }

    @Test
    void a_log_that_was_read_in_part_is_truncated_also_where_all_that_was_read_is_kept() {
        assertThat(new OutputTail(4096, NO_SECRETS).of(new LogTail("end".getBytes(UTF_8), 5_000)))
                .isEqualTo(new ExecOutput("end", 5_000, true));
    }

    @Test
    void a_character_that_the_reading_has_cut_is_left_out_and_its_rest_is_no_noise() {
        byte[] bytes = "😀end".getBytes(UTF_8);
        for (int cut = 1; cut < 4; cut++) {
            byte[] read = Arrays.copyOfRange(bytes, cut, bytes.length);
            assertThat(new OutputTail(4096, NO_SECRETS)
                            .of(new LogTail(read, 9_000))
                            .tail())
                    .isEqualTo("end");
        }
    }

    @Test
    void a_whole_log_that_begins_with_half_a_character_says_so() {
        byte[] read = Arrays.copyOfRange("😀end".getBytes(UTF_8), 2, 7);

        assertThat(new OutputTail(4096, NO_SECRETS).of(whole(read)).tail()).isEqualTo("��end");
    }

    @Test
    void what_is_no_utf8_is_told_by_the_replacement_character() {
        assertThat(new OutputTail(100, NO_SECRETS)
                        .of(whole(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3}))
                        .tail())
                .isEqualTo("a�b�");
    }

    @Test
    void characters_that_a_resource_cannot_hold_are_replaced() {
        assertThat(new OutputTail(100, NO_SECRETS)
                        .of(whole("a\u0085b\u007fc\ufffe\n\t".getBytes(UTF_8)))
                        .tail())
                .isEqualTo("a�b�c�\n\t");
    }

    @Test
    void more_is_read_than_is_kept_by_what_the_longest_secret_may_take() {
        assertThat(new OutputTail(0, NO_SECRETS).bytesToRead()).isGreaterThanOrEqualTo(3);
        assertThat(new OutputTail(4096, NO_SECRETS).bytesToRead()).isBetween(4096 + 3, 4096 + 16);
        assertThat(new OutputTail(4096, new Redactor(List.of("€".repeat(100)))).bytesToRead())
                .as("its base64 is longer than it is")
                .isBetween(4096 + 404 + 3, 4096 + 4 * 404 + 8);
        assertThat(new OutputTail(32_768, new Redactor(List.of("x".repeat(3 << 20)))).bytesToRead())
                .as("a Secret holds a mebibyte at most, so that no log is read whole")
                .isLessThan(5 << 20);
    }

    /** Of a secret that lies across where the reading begins, not even a piece is shown. */
    @Test
    void wherever_the_reading_begins_nothing_of_a_secret_is_shown() {
        String secret = "q7Zt-W3xv-KpLm-81Rs-YyUi";
        // the short one is in the long one, many times: what stands for it is longer than itself
        Redactor redactor = new Redactor(List.of(secret, "-"));
        byte[] log = ("noise " + secret.repeat(3) + " " + (secret + "\n").repeat(12)).getBytes(UTF_8);
        for (int limit = 0; limit < log.length + 5; limit++) {
            OutputTail tail = new OutputTail(limit, redactor);

            String shown = tail.of(read(log, tail.bytesToRead())).tail();

            for (String piece : secret.split("-")) {
                assertThat(shown).as("limit %d", limit).doesNotContain(piece);
            }
        }
    }

    @Test
    void whatever_the_log_the_limit_and_the_secrets_the_tail_is_short_valid_and_without_secrets() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            List<String> secrets = List.of(letters(random, 1 + random.nextInt(30)), letters(random, 10));
            byte[] log = log(random, secrets);
            int limit = random.nextInt(64);
            OutputTail tail = new OutputTail(limit, new Redactor(secrets));

            ExecOutput output = tail.of(read(log, tail.bytesToRead()));

            assertThat(strictUtf8(output.tail())).as("round %d", round).hasSizeLessThanOrEqualTo(limit);
            assertThat(output.bytes()).isEqualTo(log.length);
            assertThat(secrets).allSatisfy(secret -> assertThat(output.tail()).doesNotContain(secret));
        }
    }

    @Test
    void without_secrets_as_much_is_kept_as_the_limit_lets() {
        Random random = new Random(13);
        for (int round = 0; round < 2_000; round++) {
            String text = letters(random, random.nextInt(60));
            byte[] log = text.getBytes(UTF_8);
            int limit = random.nextInt(100);
            OutputTail tail = new OutputTail(limit, NO_SECRETS);

            ExecOutput output = tail.of(read(log, tail.bytesToRead()));

            assertThat(text).endsWith(output.tail());
            assertThat(output.truncated()).isEqualTo(!text.equals(output.tail()));
            if (output.truncated()) {
                String before = text.substring(0, text.length() - output.tail().length());
                int next = before.codePointBefore(before.length());
                assertThat((Character.toString(next) + output.tail()).getBytes(UTF_8).length)
                        .as("%s of %s", output, text)
                        .isGreaterThan(limit);
            }
        }
    }

    private static LogTail whole(byte[] log) {
        return new LogTail(log, log.length);
    }

    /** As the host answers when so many of the last bytes are asked for. */
    private static LogTail read(byte[] log, int bytes) {
        return new LogTail(Arrays.copyOfRange(log, Math.max(0, log.length - bytes), log.length), log.length);
    }

    /** Secrets, other letters and bytes that are no text, in any order. */
    private static byte[] log(Random random, List<String> secrets) {
        ByteBuffer log = ByteBuffer.allocate(4096);
        for (int piece = 0; piece < random.nextInt(12); piece++) {
            switch (random.nextInt(3)) {
                case 0 -> log.put(secrets.get(random.nextInt(secrets.size())).getBytes(UTF_8));
                case 1 -> log.put(letters(random, random.nextInt(20)).getBytes(UTF_8));
                default -> log.put((byte) random.nextInt(256));
            }
        }
        return Arrays.copyOf(log.array(), log.position());
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        random.ints(count, 0, 6)
                .forEach(
                        i -> text.append(List.of("x", "y", "\n", "ü", "€", "😀").get(i)));
        return text.isEmpty() || text.toString().isBlank() ? "x".repeat(count) : text.toString();
    }

    private static byte[] strictUtf8(String text) {
        try {
            ByteBuffer bytes = UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new AssertionError("no valid text: " + text, e);
        }
    }
}
