package dev.incusoperator.client.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.event.Event.OperationEvent;
import dev.incusoperator.client.transport.Answer;
import dev.incusoperator.client.transport.Json;
import dev.incusoperator.client.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The event stream over OkHttp's websockets. */
public final class WebSocketEventStream implements EventStream, Attempt.Owner {
    /**
     * The server answers the upgrade a moment before it starts to listen for this stream; what happens in between is told
     * to nobody. After this long, or with the first event, the stream is said to be connected.
     */
    private static final Duration SETTLE = Duration.ofMillis(100);

    /** A connection that lived so long was a good one: the next attempt after it comes soon. */
    private static final Duration GOOD = Duration.ofSeconds(5);

    /** Each takes a thread of the client's, of which calls need some too. */
    private static final int MOST_PROJECTS = 40;

    private final Transport transport;
    private final ScheduledExecutorService timers;
    private final StreamTap tap;
    private final AtomicLong skipped = new AtomicLong();
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());

    private @Nullable Deliveries deliveries;
    private @Nullable Attempt attempt;
    private @Nullable ScheduledFuture<?> next;
    private boolean connected;
    private boolean closed;
    private long connectedSince;

    public WebSocketEventStream(Transport transport, ScheduledExecutorService timers, StreamTap tap) {
        this.transport = transport;
        this.timers = timers;
        this.tap = tap;
    }

    @Override
    public synchronized void start(EventListener listener) {
        if (closed || deliveries != null) {
            throw new IllegalStateException("an event stream is started once, and not after it was closed");
        }
        deliveries = new Deliveries(listener);
        begin(List.of());
    }

    @Override
    public synchronized boolean connected() {
        return connected;
    }

    @Override
    public synchronized void reconnectNow() {
        if (next != null && next.cancel(false)) {
            begin(List.of());
        }
    }

    @Override
    public synchronized void reopen() {
        if (!connected || attempt == null || closed) {
            return; // what is opened next is new
        }
        attempt.end();
        attempt = null;
        down();
        // not at once each time: it may be the server that has this done again and again
        next = later(() -> begin(List.of()), backoff.next());
    }

    @Override
    public long skipped() {
        return skipped.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
        if (attempt != null) {
            attempt.end();
        }
        if (deliveries != null) {
            deliveries.close();
        }
        if (connected) {
            connected = false;
            tap.down();
        }
    }

    private synchronized void begin(List<String> projects) {
        next = null;
        if (closed) {
            return;
        }
        Attempt begun = new Attempt(projects, this);
        attempt = begun;
        begun.open(transport);
    }

    @Override
    public void opened(Attempt opened) {
        later(() -> settled(opened), SETTLE);
    }

    private synchronized void settled(Attempt settled) {
        if (settled != attempt || connected || closed) {
            return;
        }
        connected = true;
        connectedSince = System.nanoTime();
        tap.up();
        deliver(EventListener::connected, 0);
    }

    @Override
    public void message(Attempt from, String text) {
        settled(from);
        Optional<Event> event;
        JsonNode json;
        try {
            json = Json.parse(text);
            event = EventDecoder.decode(json);
        } catch (JsonProcessingException | RuntimeException e) {
            skipped.incrementAndGet();
            return;
        }
        if (event.isEmpty()) {
            skipped.incrementAndGet();
            return;
        }
        Event news = event.get();
        if (news instanceof OperationEvent moved && !tap.operation(moved.operation(), json.path("metadata"))) {
            return;
        }
        event(from, news, text.length());
    }

    private synchronized void event(Attempt from, Event event, int characters) {
        if (from == attempt && !closed && !deliver(listener -> listener.event(event), characters)) {
            from.end();
            brokenNow(new NoAnswer(
                    "the listener of " + transport.target() + " is too slow for its events: they are dropped", null));
        }
    }

    @Override
    public void broken(Attempt broken, IncusException reason) {
        if (reason instanceof NotTrusted && broken.ofAllProjects()) {
            ownProjects(broken, reason);
        } else {
            brokenFinally(broken, reason);
        }
    }

    private synchronized void brokenFinally(Attempt broken, IncusException reason) {
        if (broken == attempt && !closed) {
            brokenNow(reason);
        }
    }

    private void brokenNow(IncusException reason) {
        attempt = null;
        transport.dropIdleConnections();
        if (connected) {
            down();
        }
        if (reason instanceof CannotConnect) {
            transport.tryNextAddress();
        }
        if (deliveries != null) {
            deliveries.insist(listener -> listener.disconnected(reason));
        }
        next = later(() -> begin(List.of()), backoff.next());
    }

    private void down() {
        connected = false;
        tap.down();
        if (System.nanoTime() - connectedSince > GOOD.toNanos()) {
            backoff.reset();
        }
    }

    /** A restricted client may not listen to all projects: it listens to those that it is shown. */
    private void ownProjects(Attempt broken, IncusException reason) {
        transport.sendAsync(ApiRequest.get("projects")).whenComplete((answer, failure) -> {
            List<String> projects = answer == null ? List.of() : projects(answer);
            synchronized (this) {
                if (broken != attempt) {
                    return;
                }
                if (projects.isEmpty()) {
                    brokenFinally(broken, reason);
                } else if (projects.size() > MOST_PROJECTS) {
                    brokenFinally(broken, tooMany(projects.size()));
                } else {
                    begin(projects);
                }
            }
        });
    }

    private NotTrusted tooMany(int projects) {
        return new NotTrusted("GET /1.0/events at " + transport.target() + ": this client may see " + projects
                + " projects but not all of them, which takes a stream each, and no more than " + MOST_PROJECTS
                + " are opened; give it a certificate for fewer projects, or for all");
    }

    private static List<String> projects(Answer answer) {
        List<String> names = new ArrayList<>();
        try {
            Json.parse(answer.body()).path("metadata").forEach(path -> {
                String text = path.asText("");
                names.add(text.substring(text.lastIndexOf('/') + 1));
            });
        } catch (IOException e) {
            return List.of();
        }
        return names;
    }

    private boolean deliver(Consumer<EventListener> call, int characters) {
        return deliveries != null && deliveries.offer(call, characters);
    }

    private @Nullable ScheduledFuture<?> later(Runnable work, Duration delay) {
        try {
            return timers.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the client is being closed: nothing is to be tried again
            return null;
        }
    }
}
