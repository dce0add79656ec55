package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Permit;
import dev.incusoperator.host.Host.ServerOperation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The operations of one host: those that run, and the rights to start more. Safe for use by many threads. */
final class HostOperations {
    private final OperationTracker tracker;
    private final Permits permits;
    private final ServerOperations servers;

    /** @param free hears, whenever there may be a permit, which instances of those that wait may ask again */
    HostOperations(HostLimits limits, Clock clock, Consumer<List<InstanceRef>> free) {
        this.tracker = new OperationTracker(clock);
        this.servers = new ServerOperations(clock);
        this.permits = new Permits(limits, System::nanoTime, tracker::over, free);
    }

    void limit(HostLimits limits) {
        permits.limit(limits);
    }

    Optional<Permit> permit(Claim claim) {
        return permits.take(claim);
    }

    void tellWaiting() {
        permits.tellWaiting();
    }

    /** Whether it was not tracked before. */
    boolean track(String operation, InstanceRef instance, boolean command) {
        boolean added = tracker.add(operation, instance, command);
        permits.tracked(operation);
        return added;
    }

    OperationView view(String operation, InstanceRef instance) {
        return tracker.view(operation, instance);
    }

    /** Nobody will ask for it any more. One that still runs keeps its permit until it has ended. */
    void forget(String operation, InstanceRef instance) {
        tracker.forget(operation, instance);
    }

    /** The same for one whose end nobody waits for: its permit is given back now. */
    void letGo(String operation, InstanceRef instance) {
        if (tracker.forget(operation, instance)) {
            permits.ended(operation);
        }
    }

    /** Takes the end of an operation; its instance, where it was running. */
    Optional<InstanceRef> end(String operation, OperationView end) {
        Optional<InstanceRef> instance = tracker.end(operation, end);
        permits.ended(operation);
        return instance;
    }

    /** It has ended on the host, and another may be begun there; what it did is not seen yet. */
    void leaveRoom(String operation) {
        permits.ended(operation);
    }

    /** The instance whose listeners should hear of this progress now, if any. */
    Optional<InstanceRef> progress(String operation, String progress) {
        return tracker.progress(operation, progress);
    }

    Optional<InstanceRef> instanceOf(String operation) {
        return tracker.instanceOf(operation);
    }

    /** Those of the server, whoever began them. */
    ServerOperations servers() {
        return servers;
    }

    /** One that the server runs on an instance, and that was not begun here for it. */
    Optional<ServerOperation> on(InstanceRef instance, boolean frozen) {
        return servers.on(instance, frozen, tracker::isFor);
    }

    boolean isCommand(String operation) {
        return tracker.isCommand(operation);
    }

    Set<String> running() {
        return tracker.running();
    }

    /** Whether an operation that changes this instance runs: of its end the host's listeners hear. */
    boolean isChanging(InstanceRef instance) {
        return tracker.busy(instance);
    }

    /** Whether an operation that changes this instance runs, or is just being started. */
    boolean busy(InstanceRef instance) {
        return tracker.busy(instance) || permits.starting(instance);
    }

    void prune() {
        tracker.prune();
    }
}
