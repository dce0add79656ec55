package dev.incusoperator.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One on which HTTP/1.1 is spoken plainly: each call is seen, and has a trouble of its own. */
final class HttpLine extends Line {
    private final CallRecord record;
    private final String from;
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
    HttpLine(Wire wire, CallRecord record, String from, Socket client, Socket server) {
        super(wire, client, server);
        this.record = record;
        this.from = from;
    }

    @Override
    void passUp() throws IOException {
        Messages requests = new Messages(client().getInputStream());
        boolean goesOn = true;
        while (goesOn) {
            Optional<Head> head = requests.head();
            goesOn = head.isPresent() && passRequest(head.get(), requests);
        }
    }

    private boolean passRequest(Head head, Messages requests) throws IOException {
        byte[] body = requests.bodyOfRequest(head);
        String text = new String(body, StandardCharsets.UTF_8);
        Asked asked = new Asked(
                record.add(from, wire().side(), head.method(), head.path(), text),
                head,
                false,
                new CompletableFuture<>());
        Passing how = wire().trouble().onRequest(asked.call());
        if (how != Passing.NOT && how != Passing.LOST) {
            unanswered.add(asked);
        }
        if (how == Passing.TWICE) {
            unanswered.add(new Asked(asked.call(), head, true, new CompletableFuture<>()));
        }
        boolean goesOn = new Parcel(head.bytes(), body).pass(server().getOutputStream(), how);
        if (goesOn
                && how != Passing.LOST
                && asked.wantsStream()
                && asked.turned().join()) {
            requests.passRest(server().getOutputStream());
        }
        return goesOn;
    }

    @Override
    void passDown() throws IOException {
        Messages answers = new Messages(server().getInputStream());
        boolean goesOn = true;
        while (goesOn) {
            Optional<Head> head = answers.head();
            goesOn = head.isPresent() && passAnswer(head.get(), answers);
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
        record.answered(asked.call(), head.status());
        Passing how = wire().trouble().onAnswer(asked.call());
        boolean goesOn = new Parcel(head.bytes(), body).pass(client().getOutputStream(), how);
        boolean turned = streams && how != Passing.LOST;
        asked.turned().complete(turned);
        if (streams && goesOn) {
            answers.passRest(turned ? client().getOutputStream() : OutputStream.nullOutputStream());
        }
        return goesOn && !streams;
    }

    @Override
    public void close() {
        unanswered.forEach(asked -> asked.turned().complete(false));
        super.close();
    }
}
