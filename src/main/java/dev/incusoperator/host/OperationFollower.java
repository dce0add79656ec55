package dev.incusoperator.host;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.OperationView;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows tracked operations over one session. An end is shown only after the instance has been read anew, so that
 * whoever sees it sees what it did.
 */
final class OperationFollower {
    private static final Logger LOG = Logger.getLogger(OperationFollower.class);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** An event that has not come by then is lost. */
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(2);

    private final IncusClient client;
    private final HostLife host;
    private final HostWork work;
    private final HostSession session;
    private final InstanceReader reader;
    private final Set<String> following = ConcurrentHashMap.newKeySet();
    private final HeardEnds heard = new HeardEnds();
    private final Map<String, Runnable> unheard = new ConcurrentHashMap<>();
    /** What has ended and is not shown yet; only the host's queue touches it. */
    private final Map<String, Unread> unread = new LinkedHashMap<>();

    private record Unread(InstanceRef instance, OperationView view) {}

    OperationFollower(IncusClient client, HostLife host, HostWork work, HostSession session, InstanceReader reader) {
        this.client = client;
        this.host = host;
        this.work = work;
        this.session = session;
        this.reader = reader;
    }

    void followAll() {
        host.operations().running().forEach(this::follow);
    }

    void follow(String operation) {
        if (!session.live() || !following.add(operation)) {
            return;
        }
        client.operations()
                .finished(operation)
                .whenComplete((ended, failure) -> afterItsEvents(operation, () -> {
                    following.remove(operation);
                    arrived(operation, ended, failure);
                }));
    }

    /**
     * An end may be known before its event has been dealt with, and with it those that were sent before it, about the same
     * instance: were that read now, they would have it read again.
     */
    private void afterItsEvents(String operation, Runnable arrival) {
        unheard.put(operation, arrival);
        if (session.live() && heard.at(operation).isEmpty()) {
            work.after(EVENT_LIMIT, () -> arrive(operation));
        } else {
            arrive(operation);
        }
    }

    private void arrive(String operation) {
        Runnable arrival = unheard.remove(operation);
        if (arrival != null) {
            work.queue(arrival);
        }
    }

    /** Progress, and the server's time of an operation's end. */
    void heard(Event.OperationEvent event) {
        Operation operation = event.operation();
        reader.overtaken(host.operations().servers().heard(operation, event.project()));
        host.operations().instanceOf(operation.id()).ifPresent(instance -> {
            if (operation.done()) {
                if (!host.operations().isCommand(operation.id())) {
                    host.memory().cover(instance, event.timestamp());
                }
            } else {
                host.operations()
                        .progress(operation.id(), operation.progress().orElse(""))
                        .ifPresent(hinted -> host.instancesChanged(Set.of(hinted)));
            }
        });
        if (operation.done()) {
            heard.note(operation.id(), event.timestamp());
            arrive(operation.id());
        }
    }

    private void arrived(String id, @Nullable Operation ended, @Nullable Throwable failure) {
        InstanceRef instance = host.operations().instanceOf(id).orElse(null);
        if (instance == null) {
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (ended != null) {
            end(id, instance, new OperationView.Ended(ended));
        } else if (cause instanceof IncusException.OperationLost) {
            end(id, instance, new OperationView.Lost());
        } else {
            LOG.debugf("host=%s operation=%s: %s", host.key(), id, cause);
            work.queueAfter(PAUSE, () -> follow(id));
        }
    }

    private void end(String id, InstanceRef instance, OperationView view) {
        if (host.operations().isCommand(id)) {
            host.ended(id, view);
            reader.drainSoon();
            return;
        }
        // also where it had ended before it was tracked
        heard.at(id).ifPresent(stamped -> host.memory().cover(instance, stamped));
        host.operations().leaveRoom(id);
        unread.put(id, new Unread(instance, view));
        if (unread.size() == 1) {
            work.queue(this::showUnread);
        }
    }

    /** Those that end while others are read are read together. */
    private void showUnread() {
        if (host.memory().listingPays(unread.size(), InstanceReader.LISTING_PAYS)) {
            session.listSoon();
        } else if (!unread.isEmpty()) {
            show(Optional.empty());
        }
    }

    /**
     * Shows what has ended, on the host's queue.
     *
     * @param listed what a listing that was asked for after these ends has changed; empty where they are to be read one by one
     */
    void show(Optional<Set<InstanceRef>> listed) {
        Map<String, Unread> ended = Map.copyOf(unread);
        unread.clear();
        // what a listing could not tell of, because it could not be read in part, is read by itself
        Set<InstanceRef> doubtful = Set.copyOf(host.memory().dirty());
        Set<InstanceRef> news = new HashSet<>(listed.orElse(Set.of()));
        boolean answers = true;
        for (Map.Entry<String, Unread> each : ended.entrySet()) {
            InstanceRef instance = each.getValue().instance();
            if (listed.isEmpty() || doubtful.contains(instance)) {
                answers = answers && read(each.getKey(), instance);
                if (!answers) {
                    reader.unread(instance);
                }
            }
            if (listed.isEmpty()) {
                host.ended(each.getKey(), each.getValue().view());
            } else {
                host.operations().end(each.getKey(), each.getValue().view()).ifPresent(news::add);
            }
        }
        // once all have ended, and not where one still runs: who was told before would look in vain, and hears of its
        // end
        news.removeIf(host.operations()::isChanging);
        host.instancesChanged(news);
        if (!ended.isEmpty()) {
            reader.drainSoon();
        }
    }

    /** Whether the host answers; one that does not is not asked about the next. */
    private boolean read(String id, InstanceRef instance) {
        try {
            reader.read(instance, false);
        } catch (IncusException e) {
            LOG.debugf("host=%s operation=%s: reading after its end: %s", host.key(), id, e.getMessage());
            reader.unread(instance);
            return e instanceof IncusException.ApiError;
        }
        return true;
    }
}
