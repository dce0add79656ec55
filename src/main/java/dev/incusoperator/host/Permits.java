package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Permit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rights to run background operations on one host. Nobody waits for one: who gets none is remembered and told when
 * one is free, first come, first told. Safe for use by many threads.
 */
final class Permits {
    private final Consumer<List<InstanceRef>> free;
    private final Predicate<String> over;
    private final Map<String, Lease> byOperation = new HashMap<>();
    private final Map<InstanceRef, Integer> starting = new HashMap<>();
    private final Set<InstanceRef> waiting = new LinkedHashSet<>();
    private int limit;
    private int held;

    /**
     * @param over whether an operation has ended already, perhaps before its permit was tied to it
     * @param free hears, outside of any lock, whenever there may be a permit, which of those that wait may try again
     */
    Permits(int limit, Predicate<String> over, Consumer<List<InstanceRef>> free) {
        this.limit = limit;
        this.over = over;
        this.free = free;
    }

    /** A right, for an instance where it is known for which; that instance is told when it can be had later. */
    synchronized Optional<Permit> take(@Nullable InstanceRef instance) {
        if (held >= limit) {
            if (instance != null) {
                waiting.add(instance);
            }
            return Optional.empty();
        }
        held++;
        if (instance != null) {
            waiting.remove(instance);
            starting.merge(instance, 1, Integer::sum);
        }
        return Optional.of(new Lease(instance));
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

    void limit(int newLimit) {
        synchronized (this) {
            limit = newLimit;
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

    /** Tells as many of those that wait as can be served; also for those that were told before and have not come. */
    void tellWaiting() {
        List<InstanceRef> told = new ArrayList<>();
        synchronized (this) {
            Iterator<InstanceRef> each = waiting.iterator();
            while (told.size() < limit - held && each.hasNext()) {
                told.add(each.next());
                each.remove();
            }
        }
        free.accept(told);
    }

    private final class Lease implements Permit {
        private final @Nullable InstanceRef instance;
        private @Nullable String operation;
        private boolean starting = true;
        private boolean returned;

        Lease(@Nullable InstanceRef instance) {
            this.instance = instance;
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
                held--;
                started();
            }
            tellWaiting();
        }

        private void started() {
            if (instance != null && starting) {
                starting = false;
                Permits.this.starting.computeIfPresent(instance, (ref, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
