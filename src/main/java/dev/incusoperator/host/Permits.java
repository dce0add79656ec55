package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim.Purpose;
import dev.incusoperator.host.FairQueue.Room;
import dev.incusoperator.host.Host.Permit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rights to run background operations on one host: commands have their own, for they may go on for hours. Nobody waits for
 * one: who gets none is remembered and told when one is free, each namespace its share. Safe for use by many threads.
 */
final class Permits {
    /** Of this many operations that may run, one more may where it stops or deletes an instance. */
    private static final int ONE_REMOVAL_IN = 4;

    private final Consumer<List<InstanceRef>> free;
    private final Predicate<String> over;
    private final Map<String, Lease> byOperation = new HashMap<>();
    private final Map<InstanceRef, Integer> starting = new HashMap<>();
    private final Kind operations;
    private final Kind commands;
    private HostLimits limits;

    /** Operations, or commands. */
    private static final class Kind {
        final FairQueue queue;
        int held;

        Kind(LongSupplier nanoTime) {
            this.queue = new FairQueue(nanoTime);
        }
    }

    /**
     * @param over whether an operation has ended already, perhaps before its permit was tied to it
     * @param free hears, outside of any lock, whenever there may be a permit, which of those that wait may try again
     */
    Permits(HostLimits limits, LongSupplier nanoTime, Predicate<String> over, Consumer<List<InstanceRef>> free) {
        this.limits = limits;
        this.operations = new Kind(nanoTime);
        this.commands = new Kind(nanoTime);
        this.over = over;
        this.free = free;
    }

    /** A right; the instance is told when it can be had later. */
    Optional<Permit> take(Claim claim) {
        synchronized (this) {
            Kind kind = claim.purpose() == Purpose.COMMAND ? commands : operations;
            if (kind.queue.admits(claim, room(kind))) {
                kind.held++;
                starting.merge(claim.instance(), 1, Integer::sum);
                return Optional.of(new Lease(claim, kind));
            }
        }
        List<InstanceRef> before = next();
        if (!before.isEmpty()) {
            free.accept(before);
        }
        return Optional.empty();
    }

    /** A command may go on for as long as it likes: a namespace that runs none need not wait for another's. */
    private Room room(Kind kind) {
        if (kind == commands) {
            int limit = limits.concurrentCommandsOrDefault();
            return new Room(limit - kind.held, limit - kind.held, 2 * limit - kind.held);
        }
        int limit = limits.concurrentOperationsOrDefault();
        int reserve = Math.max(1, limit / ONE_REMOVAL_IN);
        return new Room(limit - kind.held, limit + reserve - kind.held, limit - kind.held);
    }

    /** Whether an operation on this instance is about to be started, or has been and is not {@linkplain #tracked tracked} yet. */
    synchronized boolean starting(InstanceRef instance) {
        return starting.containsKey(instance);
    }

    /** The operation that a permit is tied to is being followed by now. */
    synchronized void tracked(String operation) {
        Lease lease = byOperation.get(operation);
        if (lease != null) {
            lease.started();
        }
    }

    void limit(HostLimits newLimits) {
        synchronized (this) {
            limits = newLimits;
        }
        tellWaiting();
    }

    /** The operation has ended, or nobody follows it any more. */
    void ended(String operation) {
        Lease lease;
        synchronized (this) {
            lease = byOperation.remove(operation);
        }
        if (lease != null) {
            lease.giveBack();
        }
    }

    /** Tells as many of those that wait as can be served. */
    void tellWaiting() {
        free.accept(next());
    }

    private synchronized List<InstanceRef> next() {
        List<InstanceRef> next = new ArrayList<>(operations.queue.next(room(operations)));
        next.addAll(commands.queue.next(room(commands)));
        return next;
    }

    private final class Lease implements Permit {
        private final Claim claim;
        private final Kind kind;
        private @Nullable String operation;
        private boolean starting = true;
        private boolean returned;

        Lease(Claim claim, Kind kind) {
            this.claim = claim;
            this.kind = kind;
        }

        @Override
        public void heldBy(String operation) {
            synchronized (Permits.this) {
                if (returned || this.operation != null) {
                    throw new IllegalStateException("the permit is given back, or held by an operation already");
                }
                this.operation = operation;
                byOperation.put(operation, this);
            }
            if (over.test(operation)) {
                ended(operation);
            }
        }

        @Override
        public void close() {
            synchronized (Permits.this) {
                if (operation != null) {
                    return;
                }
            }
            giveBack();
        }

        private void giveBack() {
            synchronized (Permits.this) {
                if (returned) {
                    return;
                }
                returned = true;
                kind.held--;
                kind.queue.released(claim.namespace());
                started();
            }
            tellWaiting();
        }

        private void started() {
            if (starting) {
                starting = false;
                Permits.this.starting.computeIfPresent(claim.instance(), (ref, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
