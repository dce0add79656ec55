package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.HostDeclaration.Access;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A host, alive: holds what is known of it, and the one session through which it is being heard. What is read is read
 * without a lock; what is declared and what a session reports is taken one at a time.
 */
final class LiveHost implements Host, AutoCloseable {
    /** A host that hangs may hold this many of the threads that reconcile instances, and no more. */
    private static final int REFRESHES_AT_A_TIME = 8;

    private static final Duration TOLD_AGAIN_AFTER = Duration.ofSeconds(2);

    private final HostKey key;
    private final Connector connector;
    private final HostWork work;
    private final HostListener listener;
    private final HostOperations operations;
    private final Semaphore refreshes = new Semaphore(REFRESHES_AT_A_TIME);
    private volatile HostDeclaration declaration;
    private volatile HostMemory memory = new HostMemory();
    private volatile Health health = new Health.Connecting();
    private volatile @Nullable HostSession session;
    private volatile String boundTo;

    LiveHost(
            HostKey key,
            HostDeclaration declaration,
            Connector connector,
            HostWork work,
            HostListener listener,
            Clock clock) {
        this.key = key;
        this.declaration = declaration;
        this.boundTo = declaration.acceptedServer();
        this.connector = connector;
        this.work = work;
        this.listener = listener;
        this.operations = new HostOperations(
                declaration.spec().limitsOrDefault().concurrentOperationsOrDefault(), clock, this::told);
    }

    /** Starts living as first declared. */
    void start() {
        switchTo(declaration);
    }

    /** Takes what the resource and its Secrets say now; a session that it does not touch goes on. */
    void declare(HostDeclaration next) {
        HostDeclaration before = declaration;
        if (next.equals(before)) {
            return;
        }
        declaration = next;
        operations.limit(next.spec().limitsOrDefault().concurrentOperationsOrDefault());
        boolean rebound =
                !next.acceptedServer().isEmpty() && !next.acceptedServer().equals(boundTo);
        if (rebound) {
            boundTo = next.acceptedServer();
            memory = new HostMemory();
        }
        HostSession current = session;
        if (!next.access().equals(before.access())) {
            switchTo(next);
        } else if (rebound && current != null) {
            current.verifyAgain();
        }
        if (!next.spec().equals(before.spec())) {
            changed();
        }
    }

    private synchronized void switchTo(HostDeclaration next) {
        endSession();
        if (next.access() instanceof Access.Refused refused) {
            become(refused.why());
        } else if (next.access() instanceof Access.Connect connect) {
            become(new Health.Connecting());
            HostSession opened = new HostSession(connector.open(connect, next.spec()), this, work);
            session = opened;
            opened.start();
        }
    }

    /** Before another is opened: two streams to one host never exist. */
    private void endSession() {
        HostSession old = session;
        session = null;
        if (old != null) {
            old.close();
        }
    }

    /** What a session has found; of one that has been replaced it is no news. */
    synchronized void healthIs(HostSession reporter, Health found) {
        if (reporter == session) {
            become(found);
        }
    }

    private void become(Health found) {
        if (!found.equals(health)) {
            health = found;
            changed();
        }
    }

    /** What to think of the server that answers. The first one that will do is the one that it stays. */
    Health verdict(String target, ServerInfo server) {
        Health verdict = ServerVerdict.of(target, server, boundTo);
        if (verdict instanceof Health.Connected && boundTo.isEmpty()) {
            boundTo = server.certificateFingerprint();
        }
        return verdict;
    }

    @Override
    public HostKey key() {
        return key;
    }

    @Override
    public HostSpec spec() {
        return declaration.spec();
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public Sighting look(InstanceRef instance) {
        Health now = health;
        HostSession current = session;
        if (!(now instanceof Health.Connected) || current == null) {
            return new Sighting.Unknown(
                    now instanceof Health.Failed failed ? failed.message() : "host " + key + " is being connected to");
        }
        Sighting sighting = memory.look(instance);
        if (sighting instanceof Sighting.Pending && !memory.knows(instance.project())) {
            current.reader().checkProjectSoon(instance.project());
        }
        return sighting;
    }

    @Override
    public Optional<List<Profile>> profiles(String project) {
        Optional<List<Profile>> known = memory.profiles(project);
        HostSession current = session;
        if (known.isEmpty() && current != null && health instanceof Health.Connected) {
            current.reader().readProfilesSoon(project);
        }
        return known;
    }

    @Override
    public Sighting refresh(InstanceRef instance) {
        HostSession current = session;
        if (current == null || !(health instanceof Health.Connected) || !refreshes.tryAcquire()) {
            return look(instance);
        }
        try {
            if (current.reader().read(instance, true)) {
                instancesChanged(Set.of(instance));
            }
        } catch (IncusException e) {
            return new Sighting.Unknown(String.valueOf(e.getMessage()));
        } finally {
            refreshes.release();
        }
        return look(instance);
    }

    @Override
    public void track(String operation, InstanceRef instance) {
        track(operation, instance, false);
    }

    @Override
    public void trackCommand(String operation, InstanceRef instance) {
        track(operation, instance, true);
    }

    private void track(String operation, InstanceRef instance, boolean command) {
        HostSession current = session;
        if (operations.track(operation, instance, command) && current != null) {
            current.follower().follow(operation);
        }
    }

    @Override
    public OperationView operation(String operation) {
        return operations.view(operation);
    }

    @Override
    public void forget(String operation) {
        operations.forget(operation);
    }

    @Override
    public Optional<Permit> permit() {
        return operations.permit(Optional.empty());
    }

    @Override
    public Optional<Permit> permit(InstanceRef instance) {
        return operations.permit(Optional.of(instance));
    }

    @Override
    public Optional<IncusClient> client() {
        HostSession current = session;
        return current != null && health instanceof Health.Connected ? Optional.of(current.client()) : Optional.empty();
    }

    HostDeclaration declaration() {
        return declaration;
    }

    HostMemory memory() {
        return memory;
    }

    HostOperations operations() {
        return operations;
    }

    /** The projects that somebody may use, as far as they are named. */
    Set<String> declaredProjects() {
        Set<String> projects = new HashSet<>();
        projects.add(spec().projectOrDefault());
        spec().accessOrEmpty().forEach(rule -> projects.addAll(rule.projectsOrDefault()));
        projects.remove("*");
        return projects;
    }

    void ended(String operation, OperationView view) {
        operations.end(operation, view).ifPresent(instance -> instancesChanged(Set.of(instance)));
    }

    private void told(List<InstanceRef> waiting) {
        HostSession current = session;
        if (current != null) {
            current.reader().drainSoon();
        }
        if (!waiting.isEmpty()) {
            instancesChanged(waiting);
            work.after(TOLD_AGAIN_AFTER, operations::tellWaiting);
        }
    }

    void instancesChanged(Collection<InstanceRef> instances) {
        instances.forEach(instance -> listener.instanceChanged(key, instance));
    }

    void changed() {
        listener.hostChanged(key);
    }

    @Override
    public synchronized void close() {
        endSession();
        become(new Health.Failed(HostReason.UNREACHABLE.word(), "host " + key + " is no longer declared"));
    }
}
