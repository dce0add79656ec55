package dev.incusoperator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.model.InstanceRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final byte[] ASKED = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void answers_are_read_whole_one_after_the_other_whether_they_say_their_length_or_come_in_chunks()
            throws IOException {
        Played played = new Played("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        try (RawExchange exchange = new RawExchange(played, ASKED)) {
            assertThat(exchange.exchange()).isEqualTo(5);
            assertThat(exchange.exchange()).isEqualTo(13);
            assertThat(exchange.exchange()).isZero();
        }

        assertThat(played.sent.toString(StandardCharsets.US_ASCII)).isEqualTo("GET / HTTP/1.1\r\n\r\n".repeat(3));
    }

    @Test
    void an_answer_that_is_none_is_not_measured() throws IOException {
        try (RawExchange refused = new RawExchange(new Played("HTTP/1.1 404 Not Found\r\n\r\n"), ASKED)) {
            assertThatThrownBy(refused::exchange).hasMessageContaining("404");
        }
        try (RawExchange cut = new RawExchange(new Played("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"), ASKED)) {
            assertThatThrownBy(cut::exchange).hasMessageContaining("ended");
        }
    }

    @Test
    void what_the_bare_loop_sends_is_what_the_client_sends() throws IOException {
        byte[] sent = SentBytes.of(
                "10.1.2.8:8443",
                client -> assertThat(client.instances().get(new InstanceRef("default", "web-1"), false))
                        .isPresent());

        assertThat(new String(sent, StandardCharsets.US_ASCII))
                .startsWith("GET /1.0/instances/web-1?project=default HTTP/1.1\r\n")
                .contains("\r\nHost: 10.1.2.8:8443\r\n")
                .contains("\r\nUser-Agent: incus-operator\r\n")
                .endsWith("\r\n\r\n");
    }

    /** A connection whose other end has spoken already. */
    private static final class Played extends Socket {
        private final InputStream answers;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Played(String answers) {
            this.answers = new ByteArrayInputStream(answers.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public InputStream getInputStream() {
            return answers;
        }

        @Override
        public OutputStream getOutputStream() {
            return sent;
        }
    }
}
