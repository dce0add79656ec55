package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.OperationView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The operations that are followed to their end, and what is known of each. Safe for use by many threads. */
final class OperationTracker {
    /** Progress comes many times a second; whoever writes it down does so every ten seconds at most. */
    private static final Duration HINT_INTERVAL = Duration.ofSeconds(10);

    /** An end that nobody asked for in this time belongs to a resource that is no more. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final Clock clock;
    private final Map<String, Tracked> tracked = new HashMap<>();
    private final Map<InstanceRef, Integer> busy = new HashMap<>();

    private static final class Tracked {
        final InstanceRef instance;
        final boolean command;
        boolean askedFor = true;
        OperationView view = new OperationView.Running("");
        Instant hintedAt;

        Tracked(InstanceRef instance, boolean command, Instant now) {
            this.instance = instance;
            this.command = command;
            this.hintedAt = now;
        }

        boolean running() {
            return view instanceof OperationView.Running;
        }
    }

    OperationTracker(Clock clock) {
        this.clock = clock;
    }

    /**
     * Begins to follow an operation; whether it was not tracked before.
     *
     * @param command whether it runs a command in the instance, which changes nothing that the inventory shows
     */
    synchronized boolean add(String operation, InstanceRef instance, boolean command) {
        Tracked known = tracked.get(operation);
        if (known != null) {
            known.askedFor = true;
            return false;
        }
        tracked.put(operation, new Tracked(instance, command, clock.instant()));
        if (!command) {
            busy.merge(instance, 1, Integer::sum);
        }
        return true;
    }

    /** Not tracked is also what is tracked for another instance: who asks may have its id from anywhere. */
    synchronized OperationView view(String operation, InstanceRef instance) {
        Tracked known = tracked.get(operation);
        return known == null || !known.instance.equals(instance) ? new OperationView.NotTracked() : known.view;
    }

    /** Whether it was tracked and has ended. */
    synchronized boolean over(String operation) {
        Tracked known = tracked.get(operation);
        return known != null && !known.running();
    }

    /** Whether it is tracked for this instance. */
    synchronized boolean isFor(String operation, InstanceRef instance) {
        Tracked known = tracked.get(operation);
        return known != null && known.instance.equals(instance);
    }

    /** The instance that a running operation is tracked for. */
    synchronized Optional<InstanceRef> instanceOf(String operation) {
        Tracked known = tracked.get(operation);
        return known != null && known.running() ? Optional.of(known.instance) : Optional.empty();
    }

    /** Whether it is known to change nothing that the inventory shows. */
    synchronized boolean isCommand(String operation) {
        Tracked known = tracked.get(operation);
        return known != null && known.command;
    }

    /** Whether an operation that is tracked changes this instance: then it is read when that has ended. */
    synchronized boolean busy(InstanceRef instance) {
        return busy.containsKey(instance);
    }

    synchronized Set<String> running() {
        Set<String> running = new TreeSet<>();
        tracked.forEach((id, operation) -> {
            if (operation.running()) {
                running.add(id);
            }
        });
        return running;
    }

    /** Takes a report of progress; the instance whose listeners should hear of it now, if any. */
    synchronized Optional<InstanceRef> progress(String operation, String progress) {
        Tracked known = tracked.get(operation);
        if (known == null || !known.running() || known.view.equals(new OperationView.Running(progress))) {
            return Optional.empty();
        }
        known.view = new OperationView.Running(progress);
        Instant now = clock.instant();
        if (now.isBefore(known.hintedAt.plus(HINT_INTERVAL))) {
            return Optional.empty();
        }
        known.hintedAt = now;
        return Optional.of(known.instance);
    }

    /** Takes the end of a running operation; its instance, where it was running. */
    synchronized Optional<InstanceRef> end(String operation, OperationView end) {
        Tracked known = tracked.get(operation);
        if (known == null || !known.running()) {
            return Optional.empty();
        }
        known.view = end;
        known.hintedAt = clock.instant();
        noLongerBusy(known);
        if (!known.askedFor) {
            tracked.remove(operation);
        }
        return Optional.of(known.instance);
    }

    /**
     * Nobody will ask for it any more: it is let go, where it still runs when it has ended.
     *
     * @return whether it was tracked, and for this instance
     */
    synchronized boolean forget(String operation, InstanceRef instance) {
        Tracked known = tracked.get(operation);
        if (known == null || !known.instance.equals(instance)) {
            return false;
        }
        if (known.running()) {
            known.askedFor = false;
        } else {
            tracked.remove(operation);
        }
        return true;
    }

    /** Lets go of ends that nobody came for. */
    synchronized void prune() {
        Instant before = clock.instant().minus(KEPT);
        tracked.values().removeIf(known -> !known.running() && known.hintedAt.isBefore(before));
    }

    private void noLongerBusy(Tracked known) {
        if (!known.command) {
            busy.computeIfPresent(known.instance, OperationTracker::oneLess);
        }
    }

    private static @Nullable Integer oneLess(InstanceRef instance, Integer count) {
        return count == 1 ? null : count - 1;
    }
}
