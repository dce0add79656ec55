package dev.incusoperator.instance;

import dev.incusoperator.instance.Situation.Held;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

    private final Map<ResourceID, Failure> failures = new ConcurrentHashMap<>();
    private final Clock clock;

    Backoffs(Clock clock) {
        this.clock = clock;
    }

    Optional<Held> of(ResourceID resource, long generation) {
        return Optional.ofNullable(failures.get(resource))
                .filter(failure -> failure.generation() == generation)
                .map(Failure::held);
    }

    /** Notes a failure: one that only a change of something mends is tried again after ten minutes, another one sooner. */
    Held failed(ResourceID resource, long generation, Failures.Failure failure) {
        Failure noted = failures.compute(resource, (id, before) -> {
            boolean again = before != null
                    && before.generation() == generation
                    && before.held().action().equals(failure.action());
            int count = again ? before.count() + 1 : 1;
            Instant until = until(id, count, failure.permanent());
            return new Failure(
                    generation,
                    count,
                    new Held(failure.action(), failure.reason(), failure.message(), failure.permanent(), until));
        });
        return noted.held();
    }

    /** Takes what is to be held back for another reason than a failure. */
    void hold(ResourceID resource, long generation, Held held) {
        failures.put(resource, new Failure(generation, 1, held));
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
