package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.OrphanPolicy;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostListener;
import dev.incusoperator.host.HostOrphans;
import dev.incusoperator.host.HostSettings;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.OrphanMemory.Found;
import dev.incusoperator.instance.ResourceLookup.Answer;
import dev.incusoperator.instance.update.Applied;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds instances with this cluster's mark whose resource does not exist: at each listing of a host, in what the operator has in
 * memory of it. That a resource does not exist says the API server alone, asked for that one name: what this operator does not
 * watch may be another one's.
 */
@ApplicationScoped
public class OrphanSearch implements HostOrphans, HostListener {
    private static final Logger LOG = Logger.getLogger(OrphanSearch.class);
    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private final Hosts hosts;
    private final ClusterIdentity cluster;
    private final ResourceLookup lookup;
    private final OrphanGauges gauges;
    private final OrphanMemory memory;
    private final Duration grace;
    private final Clock clock;
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();
    private final Set<HostKey> due = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "orphan-search");
        created.setDaemon(true);
        return created;
    });
    private volatile @Nullable ResourceCache<IncusInstance> resources;
    private volatile @Nullable Departures departures;

    public OrphanSearch(
            Hosts hosts,
            ClusterIdentity cluster,
            ResourceLookup lookup,
            OrphanGauges gauges,
            HostSettings settings,
            Clock clock) {
        this.hosts = hosts;
        this.cluster = cluster;
        this.lookup = lookup;
        this.gauges = gauges;
        this.memory = new OrphanMemory(clock);
        this.grace = settings.hosts().relistInterval();
        this.clock = clock;
    }

    /** To be called once, when all resources are in the cache: before that nothing is searched. */
    void known(ResourceCache<IncusInstance> all, Departures deletions) {
        departures = deletions;
        resources = all;
        due.forEach(host -> later(host, Duration.ZERO));
    }

    @Override
    public Optional<List<Orphan>> of(HostKey host) {
        return memory.of(host);
    }

    @Override
    public void onChange(Consumer<HostKey> listener) {
        listeners.add(listener);
    }

    @Override
    public void hostListed(HostKey host) {
        soon(host);
    }

    /** What becomes of its orphans may be declared otherwise now; or it is gone. */
    @Override
    public void hostChanged(HostKey host) {
        if (hosts.find(host).isEmpty()) {
            memory.forget(host);
            gauges.forget(host);
        } else if (memory.hasAny(host)) {
            soon(host);
        }
    }

    @Override
    public void instanceChanged(HostKey host, InstanceRef instance) {
        if (memory.has(host, instance)) {
            soon(host);
        }
    }

    /** A resource is there: what was its orphan is none any more. */
    void seen(ResourceID resource) {
        memory.hostsWith(resource).forEach(this::soon);
    }

    private void soon(HostKey host) {
        later(host, A_MOMENT);
    }

    private void later(HostKey host, Duration pause) {
        boolean added = due.add(host);
        if (resources != null && (added || pause.isZero())) {
            thread.schedule(() -> search(host), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void search(HostKey key) {
        ResourceCache<IncusInstance> all = resources;
        if (all == null || !due.remove(key)) {
            return;
        }
        try {
            hosts.find(key)
                    .filter(host -> host.health() instanceof Health.Connected)
                    .ifPresent(host -> search(host, all));
        } catch (RuntimeException e) {
            LOG.warnf(e, "host=%s: searching for instances without a resource", key);
        }
    }

    private void search(Host host, ResourceCache<IncusInstance> all) {
        List<Found> found = new ArrayList<>();
        Set<InstanceRef> kept = new HashSet<>();
        for (Instance instance : host.instances()) {
            Mark.ownerIn(cluster.id(), instance)
                    .filter(owner -> mayBeOf(host.key(), owner))
                    .filter(owner -> all.get(owner).isEmpty() && isGone(host.key(), instance.ref(), owner))
                    .ifPresent(owner -> {
                        found.add(new Found(instance.ref(), owner));
                        if (Applied.of(instance).kept()) {
                            kept.add(instance.ref());
                        }
                    });
        }
        boolean news = memory.found(host.key(), found);
        gauges.tell(host.key(), found.size());
        if (news) {
            LOG.infof("host=%s: %d instances without a resource", host.key(), found.size());
            listeners.forEach(listener -> listener.accept(host.key()));
        }
        if (host.spec().orphansOrDefault() == OrphanPolicy.DELETE) {
            found.removeIf(each -> kept.contains(each.instance()));
            delete(host, found);
        }
    }

    /** A host of a namespace serves that namespace alone: of another's resources nothing is to be learnt by what is written there. */
    private static boolean mayBeOf(HostKey host, ResourceID owner) {
        return host.kind() != HostKind.INCUS_HOST
                || owner.getNamespace().filter(host.namespace()::equals).isPresent();
    }

    private boolean isGone(HostKey host, InstanceRef instance, ResourceID owner) {
        if (!memory.isWorthAsking(owner)) {
            return false;
        }
        Answer answer = lookup.ask(owner);
        memory.answered(owner, answer);
        // what cannot be found out now stays as it was
        return answer == Answer.GONE || (answer == Answer.UNKNOWN && memory.has(host, instance));
    }

    /** Only what has been an orphan for a while: who applies a resource again means to keep its instance. */
    private void delete(Host host, List<Found> found) {
        Departures deletions = departures;
        Instant now = clock.instant();
        for (Found each : found) {
            Instant at = memory.since(host.key(), each).plus(grace);
            if (now.isBefore(at)) {
                later(host.key(), Duration.between(now, at).plus(A_MOMENT), at);
            } else if (deletions != null && !deletions.isLeaving(host.key(), each.resource())) {
                LOG.warnf(
                        "host=%s instance=%s: its IncusInstance %s does not exist, and spec.orphans is Delete",
                        host.key(), each.instance(), each.resource());
                deletions.take(OrphanMemory.resource(host.key(), each));
            }
        }
    }

    /** When the time has come, whatever else has been looked at meanwhile. */
    private void later(HostKey host, Duration pause, Instant at) {
        if (memory.arrange(host, at)) {
            thread.schedule(() -> soon(host), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }
}
