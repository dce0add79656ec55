package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.AddressWatch;
import dev.incusoperator.host.Host.Sighting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks again at the addresses of instances that run, for no event tells of them: every 20 seconds at those of which somebody
 * depends on it, at the others with the ten-minute listing. Nothing is asked while there are none. Safe for use by many threads.
 */
final class AddressLooks {
    private static final Duration OFTEN = Duration.ofSeconds(20);

    private final HostLife host;
    private final HostWork work;
    private final Map<InstanceRef, AddressWatch> watched = new ConcurrentHashMap<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();

    AddressLooks(HostLife host, HostWork work) {
        this.host = host;
        this.work = work;
    }

    void watch(InstanceRef instance, AddressWatch watch) {
        if (watch == AddressWatch.NONE) {
            watched.remove(instance);
        } else if (watched.put(instance, watch) != watch && watch == AddressWatch.OFTEN) {
            arm();
        }
    }

    private void arm() {
        if (armed.compareAndSet(false, true)) {
            Duration relist = work.relistInterval();
            work.after(relist.compareTo(OFTEN) < 0 ? relist : OFTEN, this::tick);
        }
    }

    private void tick() {
        armed.set(false);
        List<InstanceRef> often = watched.entrySet().stream()
                .filter(each -> each.getValue() == AddressWatch.OFTEN)
                .map(Map.Entry::getKey)
                .toList();
        if (!often.isEmpty()) {
            arm();
            work.queue(() -> look(often));
        }
    }

    /** At all of them, where the listing has brought no state. */
    void lookAtAll() {
        look(watched.keySet());
    }

    /** One listing where that is less work for the host than reading them one by one. */
    private void look(Collection<InstanceRef> instances) {
        List<InstanceRef> running =
                instances.stream().filter(this::runs).sorted(BY_NAME).toList();
        boolean listingPays = running.size() >= InstanceReader.LISTING_PAYS
                && 2 * running.size() >= host.memory().size();
        host.connected().ifPresent(session -> {
            if (!(listingPays && session.listWithState()) && looking.compareAndSet(false, true)) {
                next(new ArrayDeque<>(running));
            }
        });
    }

    private static final Comparator<InstanceRef> BY_NAME =
            Comparator.comparing(InstanceRef::project).thenComparing(InstanceRef::name);

    /** One that does not run any more, or is gone, is watched again when its resource says so. */
    private boolean runs(InstanceRef instance) {
        boolean running = !(host.memory().look(instance) instanceof Sighting.Seen seen)
                || seen.instance().statusCode() == 103
                || seen.instance().statusCode() == 113;
        if (!running) {
            watched.remove(instance);
        }
        return running;
    }

    /** One after another, and what else the host's queue has to do in between. */
    private void next(Queue<InstanceRef> left) {
        HostSession session = host.connected().orElse(null);
        if (left.isEmpty() || session == null) {
            looking.set(false);
            return;
        }
        if (host.requests().room() == 0) {
            work.queueAfter(host.requests().pause(0), () -> next(left));
            return;
        }
        if (session.reader().lookAtState(left.remove())) {
            work.queue(() -> next(left));
        } else {
            looking.set(false);
        }
    }
}
