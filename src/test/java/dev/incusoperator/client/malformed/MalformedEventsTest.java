package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.support.RawServer;
import dev.incusoperator.client.support.ScriptedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever comes over the event stream: it is skipped, or the stream breaks and is opened again; nothing else. */
class MalformedEventsTest {
    private static final byte[] END = Mutations.bytes(
            ScriptedServer.lifecycleEvent("instance-the-end", "/1.0/instances/web-1", "default", "web-1"));
    private static final int MEBIBYTE = 1024 * 1024;

    private final RawServer server = new RawServer();
    private final IncusClient client = server.builder().build();
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void a_message_that_is_no_event_is_skipped_and_the_stream_goes_on() {
        List<byte[]> messages = new ArrayList<>();
        for (String product : List.of("incus", "lxd")) {
            for (String event : Recorded.events(product)) {
                Mutations.replaced(Mutations.bytes(event), messages::add);
                Mutations.everywhere(Mutations.bytes(event), messages::add);
            }
        }
        Recorded.events("incus").forEach(event -> Mutations.cut(Mutations.bytes(event), messages::add));
        Random chance = new Random(6);
        for (String event : Recorded.events("lxd")) {
            for (int i = 0; i < 100; i++) {
                String garbled =
                        new String(Mutations.garbled(Mutations.bytes(event), END, chance), StandardCharsets.UTF_8);
                messages.add(Mutations.bytes(garbled));
            }
        }
        assertThat(messages).hasSizeGreaterThan(10_000);

        server.says((head, to) -> {
            Frames.open(head, to, "");
            for (byte[] message : messages) {
                RawServer.write(to, Frames.text(message));
                RawServer.write(to, Frames.PONG);
            }
            RawServer.write(to, Frames.frame(Frames.LAST | Frames.BINARY, END));
        });
        client.events().start(heard);

        patiently().until(() -> heard.heard("instance-the-end"));
        assertThat(heard.wrong()).isEmpty();
        assertThat(heard.broken()).isEmpty();
        assertThat(client.events().skipped()).isGreaterThan(5_000);
    }

    @Test
    void a_websocket_that_is_none_breaks_and_is_opened_again() {
        List<Opening> openings = openings();
        AtomicInteger next = new AtomicInteger();
        server.says((head, to) -> {
            int now = next.getAndIncrement();
            if (now < openings.size()) {
                openings.get(now).say(head, to);
                to.close();
            } else {
                Frames.open(head, to, "");
                RawServer.write(to, Frames.text(END));
            }
        });
        client.events().start(heard);

        patiently().until(() -> {
            client.events().reconnectNow();
            return heard.heard("instance-the-end");
        });
        assertThat(heard.wrong()).isEmpty();
        assertThat(heard.broken())
                .hasSizeGreaterThanOrEqualTo(openings.size())
                .allSatisfy(reason -> assertThat(reason.getMessage()).startsWith("GET /1.0/events at "));
    }

    @Test
    void a_message_without_end_is_not_collected() {
        AtomicLong sent = new AtomicLong();
        byte[] piece = new byte[64 * 1024];
        server.says((head, to) -> {
            Frames.open(head, to, "");
            RawServer.write(to, Frames.frame(Frames.TEXT, piece));
            while (sent.get() < 256L * MEBIBYTE) {
                RawServer.write(to, Frames.frame(Frames.CONTINUATION, piece));
                sent.addAndGet(piece.length);
            }
        });
        client.events().start(heard);

        patiently().until(() -> !heard.broken().isEmpty());
        assertThat(heard.broken().get(0)).isInstanceOf(MalformedAnswer.class).hasMessageContaining("4194304 bytes");
        assertThat(sent).hasValueLessThan(16L * MEBIBYTE);
    }

    @Test
    void a_message_is_not_inflated() {
        server.says((head, to) -> {
            assertThat(head).doesNotContain("permessage-deflate");
            Frames.open(head, to, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
            RawServer.write(to, Frames.frame(Frames.LAST | 0x40 | Frames.TEXT, new byte[1_000]));
        });
        client.events().start(heard);

        patiently().until(() -> !heard.broken().isEmpty());
        assertThat(heard.broken().get(0)).isInstanceOf(IncusException.class);
    }

    @Test
    void a_listener_that_is_slow_keeps_no_more_waiting_than_has_room() throws Exception {
        byte[] large = Mutations.bytes(new String(END, StandardCharsets.UTF_8)
                .replace("\"metadata\":{", "\"metadata\":{\"more\":\"" + "x".repeat(MEBIBYTE) + "\","));
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean first = new AtomicBoolean(true);
        CountDownLatch cut = new CountDownLatch(1);
        server.says((head, to) -> {
            Frames.open(head, to, "");
            try {
                for (int i = 0; first.get() && i < 200; i++) {
                    RawServer.write(to, Frames.text(large));
                    RawServer.write(to, Frames.PONG);
                    sent.incrementAndGet();
                }
            } finally {
                first.set(false);
                cut.countDown();
            }
        });
        Object lock = new Object();
        synchronized (lock) {
            client.events().start(new BlockedBy(lock, heard));
            assertThat(cut.await(2, TimeUnit.MINUTES)).isTrue();
        }
        patiently().until(() -> !heard.broken().isEmpty());
        assertThat(heard.broken().get(0)).hasMessageContaining("too slow");
        assertThat(sent.get()).isLessThan(60);
    }

    /** What a server says in the place of a websocket, or on one. */
    private interface Opening {
        void say(String head, SocketChannel to) throws IOException;
    }

    private static List<Opening> openings() {
        List<Opening> all = new ArrayList<>();
        for (String answer : List.of(
                "",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nforbidden",
                "HTTP/1.1 500 Oh\r\nContent-Length: 99999\r\n\r\n{\"type\":\"error\"",
                "HTTP/1.1 400 Bad\r\nContent-Length: -1\r\n\r\n[[[[")) {
            all.add((head, to) -> RawServer.write(to, answer.getBytes(StandardCharsets.ISO_8859_1)));
        }
        List<byte[]> frames = new ArrayList<>(List.of(
                new byte[0],
                new byte[] {(byte) 0x81},
                Frames.frame(Frames.LAST | 3, new byte[2]),
                Frames.frame(Frames.LAST | 0x70 | Frames.TEXT, new byte[2]),
                Frames.frame(Frames.PING, new byte[2]),
                Frames.frame(Frames.LAST | Frames.PING, new byte[200]),
                Frames.frame(Frames.LAST | Frames.CONTINUATION, new byte[2]),
                new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 5, 6},
                Frames.lying(Frames.LAST | Frames.TEXT, Long.MAX_VALUE),
                Frames.lying(Frames.LAST | Frames.TEXT, -1),
                Frames.lying(Frames.LAST | Frames.BINARY, 1L << 40),
                Frames.frame(Frames.LAST | Frames.CLOSE, new byte[0]),
                Frames.frame(Frames.LAST | Frames.CLOSE, new byte[1])));
        for (int code : new int[] {0, 999, 1000, 1001, 1002, 1005, 1006, 1009, 1015, 3000, 4999, 5000, 65535}) {
            frames.add(Frames.frame(
                    Frames.LAST | Frames.CLOSE,
                    ByteBuffer.allocate(4)
                            .putShort((short) code)
                            .put((byte) 0xff)
                            .put((byte) 0xfe)
                            .array()));
        }
        for (byte[] frame : frames) {
            all.add((head, to) -> {
                Frames.open(head, to, "");
                RawServer.write(to, frame);
            });
        }
        return all;
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
