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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private final Consumer<HostKey> listener;
    private final Clock clock;

    /**
     * What is known of one.
     *
     * @param asked whether a look has been asked for that has not begun: what happens during a look is looked at after it
     * @param turn counts the looks that were arranged for later: of several only the last is taken
     * @param goesOn whether it goes on, as far as is known: not where it waits for a person, or for its host
     */
    private record Departed(DepartedJournal journal, AtomicBoolean asked, AtomicLong turn, AtomicBoolean goesOn) {
        Departed(IncusInstance resource) {
            this(new DepartedJournal(resource), new AtomicBoolean(), new AtomicLong(), new AtomicBoolean(true));
        }
    }

    private final Map<Key, Departed> departed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "departures");
        created.setDaemon(true);
        return created;
    });

    /** @param listener hears of each host for which the answer of {@link #keeps} may have changed */
    Departures(
            Hosts hosts,
            InstanceReconciliation reconciliation,
            Function<ResourceID, Answer> lookup,
            Consumer<HostKey> listener,
            Clock clock) {
        this.hosts = hosts;
        this.reconciliation = reconciliation;
        this.lookup = lookup;
        this.listener = listener;
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
        return "true".equals(annotations.get(Api.PAUSED)) || "true".equals(annotations.get(Api.DRY_RUN));
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
        if (departed.putIfAbsent(key, new Departed(resource)) == null) {
            listener.accept(key.host());
            now(key);
        }
    }

    /** Whether an instance is being deleted there: one that waits, because it is protected, say, does not keep its host. */
    boolean keeps(HostKey host) {
        return departed.entrySet().stream()
                .anyMatch(each -> each.getKey().host().equals(host)
                        && each.getValue().goesOn().get());
    }

    /** Whether the instance of a resource that is gone is being deleted. */
    boolean isLeaving(HostKey host, ResourceID resource) {
        return departed.containsKey(new Key(host, resource));
    }

    @Override
    public void hostChanged(HostKey host) {
        departed.keySet().stream().filter(key -> key.host().equals(host)).forEach(this::now);
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {
        departed.forEach((key, each) -> hosts.find(host)
                .filter(there -> key.host().equals(host))
                .filter(there -> InstanceKeys.instance(each.journal().latest(), there.spec())
                        .equals(instance))
                .ifPresent(there -> now(key)));
    }

    /** Never too late, and not to be overtaken: what a look arranges for later does not take the place of a look that was asked for. */
    private void now(Key key) {
        Departed each = departed.get(key);
        if (each != null && each.asked().compareAndSet(false, true)) {
            thread.execute(() -> {
                each.asked().set(false);
                step(key, each);
            });
        }
    }

    private void later(Key key, Departed each, Duration pause) {
        long turn = each.turn().incrementAndGet();
        Runnable look = () -> {
            if (turn == each.turn().get()) {
                step(key, each);
            }
        };
        thread.schedule(look, Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void step(Key key, Departed each) {
        if (departed.get(key) != each) {
            return;
        }
        try {
            step(key, each.journal(), goesOn -> tell(key, each, goesOn))
                    .ifPresentOrElse(pause -> later(key, each, pause), () -> {
                        departed.remove(key);
                        listener.accept(key.host());
                    });
        } catch (RuntimeException e) {
            LOG.warnf(e, "resource=%s host=%s: deleting its instance", key.resource(), key.host());
            tell(key, each, false);
            later(key, each, AGAIN);
        }
    }

    private void tell(Key key, Departed each, boolean goesOn) {
        if (each.goesOn().getAndSet(goesOn) != goesOn) {
            listener.accept(key.host());
        }
    }

    /** When to go on; empty when there is nothing more to be done. */
    private Optional<Duration> step(Key key, DepartedJournal journal, Consumer<Boolean> goesOn) {
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
                .map(view -> next(key, reconciliation.settle(view, journal), goesOn))
                .orElse(Optional.of(Planner.LOOK_SOON));
    }

    private Optional<Duration> next(Key key, Result result, Consumer<Boolean> goesOn) {
        if (result instanceof Result.Released) {
            LOG.infof(
                    "resource=%s host=%s: %s",
                    key.resource(), key.host(), result.end().outcome().message());
            return Optional.empty();
        }
        goesOn.accept(result.end().outcome() instanceof Outcome.Progressing);
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
