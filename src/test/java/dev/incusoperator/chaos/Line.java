package dev.incusoperator.chaos;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection of an operator, and the one to the server that belongs to it: two threads, one for each direction. The end
 * of the one is the end of the other.
 */
final class Line implements AutoCloseable {
    private final Wire wire;
    private final String from;
    private final Socket client;
    private final Socket server;
    private final Queue<Asked> unanswered = new ConcurrentLinkedQueue<>();

    /**
     * A request that has been passed on.
     *
     * @param kept whether its answer is kept from who has had one already
     * @param turned whether the connection speaks something else than HTTP from now on, once that is known
     */
    private record Asked(Call call, Head head, boolean kept, CompletableFuture<Boolean> turned) {
        boolean wantsStream() {
            return head.asksToUpgrade() || head.path().contains("watch=true");
        }
    }

    /** @param from who is at the client's end */
    Line(Wire wire, String from, Socket client, Socket server) {
        this.wire = wire;
        this.from = from;
        this.client = client;
        this.server = server;
    }

    /** Passes requests on until one of the ends has gone. */
    void up() {
        try (this) {
            Messages requests = new Messages(client.getInputStream());
            for (Optional<Head> head = requests.head(); head.isPresent(); head = requests.head()) {
                if (!passRequest(head.get(), requests)) {
                    return;
                }
            }
        } catch (IOException e) {
            // one of the ends has gone
        }
    }

    private boolean passRequest(Head head, Messages requests) throws IOException {
        byte[] body = requests.bodyOfRequest(head);
        String text = new String(body, StandardCharsets.UTF_8);
        Asked asked = new Asked(
                wire.record().add(from, wire.side(), head.method(), head.path(), text),
                head,
                false,
                new CompletableFuture<>());
        Passing how = wire.trouble().onRequest(asked.call());
        if (how == Passing.NOT) {
            return false;
        }
        unanswered.add(asked);
        Parcel parcel = new Parcel(head.bytes(), body);
        boolean goesOn = parcel.write(server.getOutputStream(), how);
        if (how == Passing.TWICE) {
            unanswered.add(new Asked(asked.call(), head, true, new CompletableFuture<>()));
            parcel.write(server.getOutputStream(), Passing.WHOLE);
        }
        if (goesOn && asked.wantsStream() && asked.turned().join()) {
            requests.passRest(server.getOutputStream());
        }
        return goesOn;
    }

    /** Passes answers back until one of the ends has gone. */
    void down() {
        try (this) {
            Messages answers = new Messages(server.getInputStream());
            for (Optional<Head> head = answers.head(); head.isPresent(); head = answers.head()) {
                if (!passAnswer(head.get(), answers)) {
                    return;
                }
            }
        } catch (IOException e) {
            // one of the ends has gone
        }
    }

    private boolean passAnswer(Head head, Messages answers) throws IOException {
        Asked asked = unanswered.poll();
        if (asked == null) {
            return false;
        }
        boolean streams = head.status() == 101 || asked.wantsStream() && head.status() < 300;
        byte[] body = streams
                ? new byte[0]
                : answers.bodyOfAnswer(head, asked.head().method().equals("HEAD"));
        if (asked.kept()) {
            return true;
        }
        wire.record().answered(asked.call(), head.status());
        Passing how = wire.trouble().onAnswer(asked.call());
        if (how == Passing.NOT) {
            return false;
        }
        Parcel parcel = new Parcel(head.bytes(), body);
        boolean goesOn = parcel.write(client.getOutputStream(), how);
        if (how == Passing.TWICE) {
            parcel.write(client.getOutputStream(), Passing.WHOLE);
        }
        asked.turned().complete(streams);
        if (streams && goesOn) {
            answers.passRest(client.getOutputStream());
        }
        return goesOn && !streams;
    }

    @Override
    public void close() {
        unanswered.forEach(asked -> asked.turned().complete(false));
        wire.forget(this);
        Wire.close(client);
        Wire.close(server);
    }
}
