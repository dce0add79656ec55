package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.support.RawServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gives a client one answer after another and collects what came of it that may not come of it. */
final class Cases implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 4_000;
    private static final int ENOUGH = 8;

    private final RawServer server = new RawServer();
    private final IncusClient client = server.builder().build();
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    /** The client gets this body, well framed, as the answer to this call. */
    void body(TypedCall call, byte[] body) {
        server.asked().clear();
        byte[] whole = RawServer.ok("", body);
        server.says((head, to) -> RawServer.write(
                to, head.startsWith("HEAD") ? Arrays.copyOf(whole, whole.length - body.length) : whole));
        tried++;
        judge(call, client, new String(body, StandardCharsets.UTF_8));
    }

    /** The client gets these bytes, over a connection of their own, after which it is closed. */
    void raw(TypedCall call, byte[] bytes) {
        server.asked().clear();
        server.says((request, to) -> {
            RawServer.write(to, bytes);
            to.close();
        });
        tried++;
        try (IncusClient own = server.builder().build()) {
            judge(call, own, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private void judge(TypedCall call, IncusClient with, String answer) {
        try {
            call.run(with);
        } catch (IncusException e) {
            String message = String.valueOf(e.getMessage());
            if (message.isBlank() || message.length() > LONGEST_MESSAGE) {
                wrong(call, answer, new AssertionError("a message of " + message.length() + " characters"));
            }
        } catch (Throwable e) {
            wrong(call, answer, e);
        }
        if (server.asked().isEmpty()) {
            wrong(call, answer, new AssertionError("the server was not asked"));
        }
    }

    private void wrong(TypedCall call, String answer, Throwable why) {
        StackTraceElement[] at = why.getStackTrace();
        wrong.add(call + ": " + why + (at.length == 0 ? "" : " at " + at[0]) + " for "
                + (answer.length() < 600 ? answer : answer.substring(0, 600) + "…"));
    }

    /** All was well, and so many cases were tried at the least. */
    void allWell(int atLeast) {
        assertThat(wrong.subList(0, Math.min(ENOUGH, wrong.size())))
                .as("%d of %d cases", wrong.size(), tried)
                .isEmpty();
        assertThat(tried).isGreaterThanOrEqualTo(atLeast);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
