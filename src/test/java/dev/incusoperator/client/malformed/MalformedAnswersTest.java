package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.support.RawServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server answers: the client makes a value of it, or an {@code IncusException}, and nothing else. */
class MalformedAnswersTest {
    private static final List<String> LXD_HAS_ITS_OWN = List.of("server", "snapshot", "operations", "exec-wait");

    private final Cases cases = new Cases();

    @AfterEach
    void close() {
        cases.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"incus", "lxd"})
    void genuine_answers_are_read(String product) {
        for (TypedCall call : TypedCall.ALL) {
            try (RawServer server = new RawServer();
                    var client = server.builder().build()) {
                server.says((request, to) ->
                        RawServer.write(to, RawServer.ok("", Recorded.answer(product, call.answer()))));
                if (call.answer().equals("not-found")) {
                    continue;
                }
                assertThatCode(() -> call.run(client)).as(call.name()).doesNotThrowAnyException();
            } catch (ApiError e) {
                throw new AssertionError(call.name(), e);
            }
        }
    }

    @Test
    void an_answer_may_be_cut_off_anywhere() {
        for (TypedCall call : TypedCall.oneForEachAnswer()) {
            Mutations.cut(Recorded.answer("incus", call.answer()), body -> cases.body(call, body));
        }
        cases.allWell(10_000);
    }

    @Test
    void any_value_in_an_answer_may_be_of_another_kind_or_missing_or_there_twice() {
        for (TypedCall call : TypedCall.ALL) {
            Mutations.replaced(Recorded.answer("incus", call.answer()), body -> cases.body(call, body));
        }
        for (TypedCall call : TypedCall.oneForEachAnswer()) {
            if (LXD_HAS_ITS_OWN.contains(call.answer())) {
                Mutations.replaced(Recorded.answer("lxd", call.answer()), body -> cases.body(call, body));
            }
        }
        cases.allWell(10_000);
    }

    @Test
    void every_value_in_an_answer_may_be_null_or_nonsense_at_once() {
        for (TypedCall call : TypedCall.ALL) {
            Mutations.everywhere(Recorded.answer("incus", call.answer()), body -> cases.body(call, body));
        }
        cases.allWell(300);
    }

    @Test
    void an_answer_may_be_nested_without_end_or_hold_what_is_too_large() {
        for (TypedCall call : TypedCall.ALL) {
            for (String inside : List.of(
                    "[".repeat(200_000),
                    "[".repeat(5_000) + "]".repeat(5_000),
                    "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                    "9".repeat(5_000),
                    "\"" + "x".repeat(17 * 1024) + "\"",
                    "{\"" + "n".repeat(60_000) + "\":1}")) {
                cases.body(call, Mutations.bytes("{\"type\":\"sync\",\"metadata\":" + inside + "}"));
                cases.body(call, Mutations.bytes("{\"type\":\"error\",\"error_code\":400,\"error\":" + inside + "}"));
            }
        }
        cases.allWell(300);
    }

    @Test
    void text_may_be_of_another_encoding_or_of_none() {
        for (TypedCall call : TypedCall.ALL) {
            byte[] genuine = Recorded.answer("incus", call.answer());
            String text = new String(genuine, StandardCharsets.UTF_8);
            cases.body(call, text.getBytes(StandardCharsets.UTF_16));
            cases.body(call, text.getBytes(StandardCharsets.UTF_16LE));
            for (int at = 0; at < genuine.length; at += 1 + genuine.length / 40) {
                for (int bad : new int[] {0x00, 0x80, 0xc0, 0xed, 0xf8, 0xff}) {
                    byte[] broken = genuine.clone();
                    broken[at] = (byte) bad;
                    cases.body(call, broken);
                }
            }
        }
        cases.allWell(1_000);
    }

    @Test
    void http_itself_may_be_broken() {
        byte[] body = Recorded.answer("incus", "instances");
        String length = "Content-Length: " + body.length + "\r\n";
        String text = new String(body, StandardCharsets.UTF_8);
        List<String> broken = List.of(
                "",
                "\r\n\r\n",
                "garbage",
                "HTTP/1.1\r\n\r\n" + text,
                "HTTP/9.9 200 OK\r\n" + length + "\r\n" + text,
                "HTTP/1.1 abc OK\r\n" + length + "\r\n" + text,
                "HTTP/1.1 99999999999 OK\r\n" + length + "\r\n" + text,
                "HTTP/1.1 000 OK\r\n" + length + "\r\n" + text,
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(50),
                "HTTP/1.1 101 Switching Protocols\r\n\r\n" + text,
                "HTTP/1.1 204 No Content\r\n" + length + "\r\n" + text,
                "HTTP/1.1 205 Reset\r\n" + length + "\r\n" + text,
                "HTTP/1.1 304 Not Modified\r\n" + length + "\r\n",
                "HTTP/1.1 301 Moved\r\nLocation: ::::\r\n" + length + "\r\n" + text,
                "HTTP/1.1 401 Who\r\nWWW-Authenticate: ,,,=\r\n" + length + "\r\n" + text,
                "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n" + length + "\r\n" + text,
                "HTTP/1.1 408 Late\r\n" + length + "\r\n" + text,
                "HTTP/1.1 421 Wrong\r\n" + length + "\r\n" + text,
                "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nno colon\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\n: no name\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nETag: \u00fc\u0001\u007f\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(400_000) + "\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(60_000) + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\n" + length + "Content-Length: 3\r\n\r\n" + text,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + text,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + text,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + text,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n" + text,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"typ",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"typgarbage",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip, what\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Type: ;;;=\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=no-such\r\n" + length + "\r\n" + text,
                "HTTP/1.1 200 OK\r\nSet-Cookie: =\r\nAlt-Svc: h3=\":1\"\r\n" + length + "\r\n" + text);
        for (TypedCall call : TypedCall.ALL) {
            for (String answer : broken) {
                cases.raw(call, answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        cases.allWell(1_000);
    }

    @Test
    void headers_of_files_and_logs_may_say_anything() {
        List<String> values =
                List.of("", "0", "-1", "abc", "99999999999999999999", "0644", "8", "\u00ff", "4294967296");
        for (TypedCall call : TypedCall.ALL) {
            if (!List.of("logTail", "readFile", "fileAttributes").contains(call.name())) {
                continue;
            }
            for (String status : List.of("200 OK", "206 Partial")) {
                for (String value : values) {
                    for (String type : List.of("file", "symlink", "directory", value)) {
                        String headers = "X-Incus-type: " + type + "\r\nX-Incus-uid: " + value
                                + "\r\nX-Incus-gid: 0\r\n"
                                + "X-LXD-mode: " + value + "\r\nContent-Range: bytes " + value + "-" + value + "/"
                                + value + "\r\n";
                        for (String body : List.of("", "abcdefgh", "../\u0000/x", "/", "\ud83d\ude00%zz?#")) {
                            byte[] answer = RawServer.http(status, headers, body.getBytes(StandardCharsets.UTF_8));
                            cases.raw(call, Arrays.copyOf(answer, answer.length));
                        }
                    }
                }
            }
        }
        cases.allWell(500);
    }
}
