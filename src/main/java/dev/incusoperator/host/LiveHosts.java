package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostDeclaration.Access;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All hosts that are declared. */
@ApplicationScoped
public class LiveHosts implements Hosts {
    /** One that cannot be declared keeps nobody from hearing that another one is missing for longer than this. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The resources of a kind, as they are now. */
    private record Declared(Supplier<? extends Collection<HostKey>> keys, Predicate<HostKey> has) {}

    private final Map<HostKey, LiveHost> hosts = new ConcurrentHashMap<>();
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<HostKey> awaited = new HashSet<>();
    private final Map<HostKind, Declared> counted = new EnumMap<>(HostKind.class);
    private @Nullable Instant awaitedSince;
    private final Connector connector;
    private final Clock clock;
    private final Duration relistInterval;
    private final HostThreads threads;
    private final TurnPool turns = new TurnPool(System::nanoTime);

    public LiveHosts(Connector connector, HostSettings settings, Clock clock) {
        this.connector = connector;
        this.clock = clock;
        this.relistInterval = settings.hosts().relistInterval();
        this.threads = new HostThreads("host-work", settings.hosts().threads());
    }

    @Override
    public Optional<Host> find(HostKey key) {
        return Optional.ofNullable(hosts.get(key));
    }

    @Override
    public boolean synced() {
        synchronized (awaited) {
            if (counted.size() < HostKind.values().length) {
                return false;
            }
            Instant since = awaitedSince;
            if (since == null) {
                since = clock.instant();
                awaitedSince = since;
                counted.values().stream()
                        .flatMap(kind -> kind.keys().get().stream())
                        .filter(key -> !hosts.containsKey(key))
                        .forEach(awaited::add);
            }
            // nobody tells of one that goes while the operator starts
            counted.forEach((kind, declared) -> awaited.removeIf(
                    key -> key.kind() == kind && !declared.has().test(key)));
            return awaited.isEmpty() || !clock.instant().isBefore(since.plus(PATIENCE));
        }
    }

    @Override
    public void subscribe(HostListener listener) {
        listeners.add(listener);
    }

    /**
     * The resources of a kind: all that are there when somebody first asks for a missing host have to be declared, or removed, before
     * that it is missing proves anything. Not those that are there when they are first known: of a process that stands by nobody
     * asks anything yet, for days.
     *
     * @param has whether there is a resource of that key now
     */
    void expect(HostKind kind, Supplier<? extends Collection<HostKey>> keys, Predicate<HostKey> has) {
        synchronized (awaited) {
            counted.put(kind, new Declared(keys, has));
        }
    }

    /**
     * How a host is being talked to, where it asks for the same now: a connection outlives its Secret, which a namespace
     * that is being deleted may lose before its instances.
     */
    Optional<Access> accessThatLives(HostKey key, HostSpec spec) {
        return Optional.ofNullable(hosts.get(key))
                .map(host -> host.life().declaration())
                .filter(living -> living.access() instanceof Access.Connect)
                .filter(living -> Objects.equals(living.spec().https(), spec.https()))
                .map(HostDeclaration::access);
    }

    /** Makes the host be as declared: a new one begins to live, one that lives changes only what differs. */
    LiveHost declare(HostKey key, HostDeclaration declaration) {
        LiveHost host = hosts.get(key);
        if (host == null) {
            HostWork work = threads.work(key, relistInterval);
            host = new LiveHost(new HostLife(key, declaration, connector, work, turns, new Everyone(), clock));
            hosts.put(key, host);
            seen(key);
            host.life().start();
        } else {
            host.life().declare(declaration);
        }
        return host;
    }

    void remove(HostKey key) {
        LiveHost host = hosts.remove(key);
        seen(key);
        if (host != null) {
            host.life().close();
        }
    }

    private void seen(HostKey key) {
        boolean last;
        synchronized (awaited) {
            last = awaited.remove(key) && awaited.isEmpty();
        }
        if (last) {
            tellIfSynced();
        }
    }

    /** From now on a missing host is missing: who waits for one that is not there may say so. */
    private void tellIfSynced() {
        if (synced()) {
            listeners.forEach(HostListener::hostsSynced);
        }
    }

    @PreDestroy
    void close() {
        hosts.values().forEach(host -> host.life().close());
        hosts.clear();
        threads.close();
    }

    /** Passes on to all who have subscribed. */
    private final class Everyone implements HostListener {
        @Override
        public void hostChanged(HostKey host) {
            listeners.forEach(listener -> listener.hostChanged(host));
        }

        @Override
        public void instanceChanged(HostKey host, InstanceRef instance) {
            listeners.forEach(listener -> listener.instanceChanged(host, instance));
        }

        @Override
        public void hostListed(HostKey host) {
            listeners.forEach(listener -> listener.hostListed(host));
        }
    }
}
