package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.HostDeclaration.Access;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a host lives: as declared, through one session at a time. What is known of the server and of the operations on it
 * outlives a session. Read without a lock; what is declared and what a session reports is taken one at a time.
 */
final class HostLife implements AutoCloseable {
    private static final Duration TOLD_AGAIN_AFTER = FairQueue.COMES_WITHIN;

    private final HostKey key;
    private final Connector connector;
    private final HostWork work;
    private final HostListener listener;
    private final HostOperations operations;
    private final RequestBudget requests;
    private final Turns turns;
    private final AddressLooks addresses;
    private volatile HostDeclaration declaration;
    private volatile HostMemory memory = new HostMemory();
    private volatile Health health = new Health.Connecting();
    private volatile @Nullable HostSession session;
    private volatile String boundTo;

    HostLife(
            HostKey key,
            HostDeclaration declaration,
            Connector connector,
            HostWork work,
            TurnPool pool,
            HostListener listener,
            Clock clock) {
        this.key = key;
        this.declaration = declaration;
        this.boundTo = declaration.acceptedServer();
        this.connector = connector;
        this.work = work;
        this.listener = listener;
        HostLimits limits = declaration.spec().limitsOrDefault();
        this.operations = new HostOperations(limits, clock, this::told);
        this.requests = new RequestBudget(limits.requestsPerSecondOrDefault(), System::nanoTime);
        this.turns = new Turns(requests, pool, key, System::nanoTime, work::after, this::instancesChanged);
        this.addresses = new AddressLooks(this, work);
    }

    /** Looks at what no event tells. */
    AddressLooks addresses() {
        return addresses;
    }

    /** Starts living as first declared. */
    void start() {
        switchTo(declaration.access());
    }

    /** Takes what the resource and its Secrets say now; a session that it does not touch goes on. */
    void declare(HostDeclaration next) {
        HostDeclaration before = declaration;
        if (next.equals(before)) {
            return;
        }
        declaration = next;
        HostLimits limits = next.spec().limitsOrDefault();
        operations.limit(limits);
        requests.limit(limits.requestsPerSecondOrDefault());
        turns.tellWaiting();
        boolean rebound =
                !next.acceptedServer().isEmpty() && !next.acceptedServer().equals(boundTo);
        if (rebound) {
            boundTo = next.acceptedServer();
            memory = new HostMemory();
        }
        HostSession current = session;
        if (!next.access().equals(before.access())) {
            switchTo(next.access());
        } else if (rebound && current != null) {
            current.verifyAgain();
        }
        if (!next.spec().equals(before.spec())) {
            changed();
        }
    }

    /** The old session ends before another is opened: two streams to one host never exist. */
    private synchronized void switchTo(Access access) {
        endSession();
        if (access instanceof Access.Refused refused) {
            become(refused.why());
        } else if (access instanceof Access.Connect connect) {
            open(connect);
        } else {
            become(new Health.Connecting());
        }
    }

    private void open(Access.Connect connect) {
        try {
            HostSession opened = new HostSession(connector.open(connect, requests), this, work);
            become(new Health.Connecting());
            session = opened;
            opened.start();
        } catch (IncusException e) {
            become(ConnectionFailure.of(e));
        } catch (IllegalArgumentException e) {
            become(new Health.Failed(HostReason.UNSUPPORTED.word(), String.valueOf(e.getMessage())));
        }
    }

    private void endSession() {
        HostSession old = session;
        session = null;
        if (old != null) {
            old.close();
        }
    }

    /** What a session has found; of one that has been replaced it is no news. Whether it was, and so was told to all. */
    synchronized boolean healthIs(HostSession reporter, Health found) {
        return reporter == session && become(found);
    }

    private boolean become(Health found) {
        if (found.equals(health)) {
            return false;
        }
        health = found;
        changed();
        return true;
    }

    /** What to think of the server that answers. The first one that will do is the one that it stays. */
    Health verdict(String target, ServerInfo server) {
        Health verdict = ServerVerdict.of(target, server, boundTo);
        if (verdict instanceof Health.Connected && boundTo.isEmpty()) {
            boundTo = server.certificateFingerprint();
        }
        return verdict;
    }

    HostKey key() {
        return key;
    }

    HostDeclaration declaration() {
        return declaration;
    }

    HostMemory memory() {
        return memory;
    }

    Health health() {
        return health;
    }

    /** The session through which the host is being heard; empty while it is not. */
    Optional<HostSession> connected() {
        HostSession current = session;
        return current != null && health instanceof Health.Connected ? Optional.of(current) : Optional.empty();
    }

    HostOperations operations() {
        return operations;
    }

    /** What it has been sent, and may be sent. */
    RequestBudget requests() {
        return requests;
    }

    /** Who may talk to it. */
    Turns turns() {
        return turns;
    }

    /** Begins to follow an operation, now or when the host answers again. */
    void track(String operation, InstanceRef instance, boolean command) {
        HostSession current = session;
        if (operations.track(operation, instance, command) && current != null) {
            current.follower().follow(operation);
        }
    }

    void ended(String operation, OperationView view) {
        operations.end(operation, view).ifPresent(instance -> instancesChanged(Set.of(instance)));
    }

    /** The projects that somebody may use, as far as they are named. */
    Set<String> declaredProjects() {
        Set<String> projects = new HashSet<>();
        projects.add(declaration.spec().projectOrDefault());
        declaration.spec().accessOrEmpty().forEach(rule -> projects.addAll(rule.projectsOrDefault()));
        projects.remove("*");
        return projects;
    }

    /** There may be a permit; those that wait for one and are told may have gone away, so that the next are told in a while. */
    private void told(List<InstanceRef> waiting) {
        connected().ifPresent(current -> current.reader().drainSoon());
        if (!waiting.isEmpty()) {
            instancesChanged(waiting);
            work.after(TOLD_AGAIN_AFTER, operations::tellWaiting);
        }
    }

    void instancesChanged(Collection<InstanceRef> instances) {
        instances.forEach(instance -> listener.instanceChanged(key, instance));
    }

    /** A listing has been taken, and the host counts as connected. */
    void listed() {
        listener.hostListed(key);
    }

    void changed() {
        listener.hostChanged(key);
    }

    @Override
    public synchronized void close() {
        turns.close();
        endSession();
        become(new Health.Failed(HostReason.UNREACHABLE.word(), "host " + key + " is no longer declared"));
    }
}
