package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostListener;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.InstanceReconciliation.Result;
import dev.incusoperator.instance.ResourceLookup.Answer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Deletes the instances of resources that are gone, by the same steps as if the resource were being deleted. A cache: what is not
 * done when the process ends is found again as an orphan. Before each step the API server is asked whether the resource is
 * still gone; one that has come again keeps its instance.
 */
final class Departures implements HostListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Departures.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration LATEST = Duration.ofMinutes(10);

    /** Which instance is to go: a resource may have left one on each of several hosts. */
    private record Key(HostKey host, ResourceID resource) {}

    private final Hosts hosts;
    private final InstanceReconciliation reconciliation;
    private final Function<ResourceID, Answer> lookup;
    private final Clock clock;
    /**
     * What is known of one.
     *
     * @param turn counts what has been arranged: of several looks that are due only the last is taken
     */
    private record Departed(DepartedJournal journal, AtomicLong turn) {}

    private final Map<Key, Departed> departed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "departures");
        created.setDaemon(true);
        return created;
    });

    Departures(Hosts hosts, InstanceReconciliation reconciliation, Function<ResourceID, Answer> lookup, Clock clock) {
        this.hosts = hosts;
        this.reconciliation = reconciliation;
        this.lookup = lookup;
        this.clock = clock;
    }

    /**
     * Takes a resource that went though it carried our finalizer: the API server had decided about its deletion before that was
     * added. One whose owner asked for its instance to be left alone is not taken.
     *
     * @return whether it is such a one
     */
    boolean takeTorn(IncusInstance last) {
        boolean torn = last.hasFinalizer(Api.INSTANCE_FINALIZER) && !last.isMarkedForDeletion();
        if (!torn || isLeftAlone(last)) {
            return false;
        }
        LOG.warnf(
                "namespace=%s name=%s: deleted although it carries the finalizer %s: its instance is released or deleted"
                        + " now as spec.deletion says",
                last.getMetadata().getNamespace(), last.getMetadata().getName(), Api.INSTANCE_FINALIZER);
        take(last);
        return true;
    }

    private static boolean isLeftAlone(IncusInstance resource) {
        Map<String, String> annotations =
                Optional.ofNullable(resource.getMetadata().getAnnotations()).orElse(Map.of());
        return "true".equals(annotations.get(Api.PAUSED))
                || "true".equals(annotations.get(Api.DRY_RUN))
                || "true".equals(annotations.get(Api.FORCE_ORPHAN));
    }

    /** Takes a resource that is gone. */
    void take(IncusInstance gone) {
        IncusInstance resource = Serialization.clone(gone);
        ObjectMeta meta = resource.getMetadata();
        meta.setDeletionTimestamp(
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (meta.getGeneration() == null) {
            meta.setGeneration(1L);
        }
        Key key = new Key(InstanceKeys.host(resource), ResourceID.fromResource(resource));
        if (departed.putIfAbsent(key, new Departed(new DepartedJournal(resource), new AtomicLong())) == null) {
            after(key, Duration.ZERO);
        }
    }

    /** Whether the instance of a resource that is gone is being deleted. */
    boolean isLeaving(HostKey host, ResourceID resource) {
        return departed.containsKey(new Key(host, resource));
    }

    @Override
    public void hostChanged(HostKey host) {
        departed.keySet().stream().filter(key -> key.host().equals(host)).forEach(key -> after(key, Duration.ZERO));
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {
        departed.forEach((key, each) -> hosts.find(host)
                .filter(there -> key.host().equals(host))
                .filter(there -> InstanceKeys.instance(each.journal().latest(), there.spec())
                        .equals(instance))
                .ifPresent(there -> after(key, Duration.ZERO)));
    }

    private void after(Key key, Duration pause) {
        Departed each = departed.get(key);
        if (each != null) {
            long turn = each.turn().incrementAndGet();
            thread.schedule(() -> step(key, each, turn), Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    private void step(Key key, Departed each, long turn) {
        if (turn != each.turn().get() || departed.get(key) != each) {
            return;
        }
        try {
            step(key, each.journal()).ifPresentOrElse(pause -> after(key, pause), () -> departed.remove(key));
        } catch (RuntimeException e) {
            LOG.warnf(e, "resource=%s host=%s: deleting its instance", key.resource(), key.host());
            after(key, AGAIN);
        }
    }

    /** When to go on; empty when there is nothing more to be done. */
    private Optional<Duration> step(Key key, DepartedJournal journal) {
        Answer answer = lookup.apply(key.resource());
        if (answer == Answer.EXISTS) {
            LOG.infof("resource=%s host=%s: it exists again and keeps its instance", key.resource(), key.host());
            return Optional.empty();
        }
        if (answer == Answer.UNKNOWN) {
            return Optional.of(AGAIN);
        }
        if (hosts.find(key.host()).isEmpty() && hosts.synced()) {
            return Optional.empty();
        }
        return reconciliation
                .look(journal.latest())
                .map(view -> next(key, reconciliation.settle(view, journal)))
                .orElse(Optional.of(Planner.LOOK_SOON));
    }

    private Optional<Duration> next(Key key, Result result) {
        if (result instanceof Result.Released) {
            LOG.infof(
                    "resource=%s host=%s: %s",
                    key.resource(), key.host(), result.end().outcome().message());
            return Optional.empty();
        }
        Optional<Instant> again = result instanceof Result.Told told ? told.again() : ((Result.Untold) result).again();
        return Optional.of(again.map(at -> Duration.between(clock.instant(), at))
                .filter(pause -> pause.compareTo(LATEST) < 0)
                .orElse(LATEST));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
