package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Watches which resources of a namespace are there, and which of them are as they ask to be. */
final class Readiness implements Watcher<IncusInstance>, AutoCloseable {
    /** What no event tells is looked at so often. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Watch watch;
    private final Set<String> there = new HashSet<>();
    private final Map<String, Instant> ready = new HashMap<>();

    Readiness(KubernetesClient client, String namespace) {
        watch = client.resources(IncusInstance.class).inNamespace(namespace).watch(this);
    }

    static boolean isReady(IncusInstance seen) {
        return seen.getStatus() != null
                && seen.getMetadata().getGeneration().equals(seen.getStatus().observedGeneration())
                && seen.getStatus().conditionsOrEmpty().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    @Override
    public synchronized void eventReceived(Action action, IncusInstance seen) {
        String name = seen.getMetadata().getName();
        if (action == Action.DELETED) {
            there.remove(name);
            ready.remove(name);
        } else {
            there.add(name);
            if (isReady(seen)) {
                ready.putIfAbsent(name, Instant.now());
            } else {
                ready.remove(name);
            }
        }
        notifyAll();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch has ended", cause);
    }

    synchronized int readyCount() {
        return ready.size();
    }

    void awaitReady(int count, Duration limit) {
        await(limit, () -> ready.size() >= count, () -> ready.size() + " of " + count + " are ready");
    }

    /** @param operator once it has ended nobody waits any longer: what is asked of it next tells so */
    void awaitReady(int count, Duration limit, MeasuredOperator operator) {
        await(
                limit,
                () -> ready.size() >= count || operator.hasEnded(),
                () -> ready.size() + " of " + count + " are ready");
    }

    void awaitReady(String name, Duration limit) {
        await(limit, () -> ready.containsKey(name), () -> name + " is not ready");
    }

    void awaitGone(Duration limit) {
        await(limit, there::isEmpty, () -> there.size() + " are still there");
    }

    private synchronized void await(Duration limit, BooleanSupplier isSo, java.util.function.Supplier<String> instead) {
        long end = System.nanoTime() + limit.toNanos();
        while (!isSo.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(instead.get() + " after " + limit.toSeconds() + " s");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
