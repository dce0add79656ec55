package dev.incusoperator.instance;

import dev.incusoperator.instance.Situation.Held;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has failed, and when it is tried again. A cache: a new process tries at once. A change of the resource, or of
 * its host, is a reason to try at once too.
 */
final class Backoffs {
    static final Duration PERMANENT = Duration.ofMinutes(10);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LAST = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 8;

    private record Failure(long generation, int count, Held held) {}

    /** By resource, and then by action: one that fails is not tried sooner because another one has failed since. */
    private final Map<ResourceID, Map<String, Failure>> failures = new ConcurrentHashMap<>();

    private final Clock clock;

    Backoffs(Clock clock) {
        this.clock = clock;
    }

    /** At most one of each action. */
    List<Held> of(ResourceID resource, long generation) {
        return failures.getOrDefault(resource, Map.of()).values().stream()
                .filter(failure -> failure.generation() == generation)
                .map(Failure::held)
                .toList();
    }

    /** Notes a failure: one that only a change of something mends is tried again after ten minutes, another one sooner. */
    Held failed(ResourceID resource, long generation, Failures.Failure failure) {
        Failure noted = byAction(resource).compute(failure.action(), (action, before) -> {
            int count = before != null && before.generation() == generation ? before.count() + 1 : 1;
            Instant until = until(resource, count, failure.permanent());
            return new Failure(
                    generation,
                    count,
                    new Held(failure.action(), failure.reason(), failure.message(), failure.permanent(), until));
        });
        return noted.held();
    }

    private Map<String, Failure> byAction(ResourceID resource) {
        return failures.computeIfAbsent(resource, id -> new ConcurrentHashMap<>());
    }

    /** Takes what is to be held back for another reason than a failure. */
    void hold(ResourceID resource, long generation, Held held) {
        byAction(resource).put(held.action(), new Failure(generation, 1, held));
    }

    /** That action has succeeded. */
    void succeeded(ResourceID resource, String action) {
        failures.computeIfPresent(resource, (id, actions) -> {
            actions.remove(action);
            return actions.isEmpty() ? null : actions;
        });
    }

    void clear(ResourceID resource) {
        failures.remove(resource);
    }

    private Instant until(ResourceID resource, int count, boolean permanent) {
        if (permanent) {
            return clock.instant().plus(PERMANENT);
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS));
        Duration bounded = pause.compareTo(LAST) > 0 ? LAST : pause;
        // resources that failed together do not come back together: up to a quarter more, by name
        return clock.instant()
                .plus(bounded)
                .plus(bounded.multipliedBy(Math.floorMod(resource.hashCode(), 25))
                        .dividedBy(100));
    }
}
