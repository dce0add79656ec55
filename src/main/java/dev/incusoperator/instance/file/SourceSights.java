package dev.incusoperator.instance.file;

import dev.incusoperator.instance.ValueRef;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of which version the Secrets and ConfigMaps were that each resource's files come from, when they were last looked at: so
 * that they are looked at every ten minutes, and when the spec has changed, rather than at each event. A cache: a new
 * process looks anew. Safe for use by many threads.
 */
public final class SourceSights {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    private record Known(long generation, Map<ValueRef, SourceSight> sights) {}

    private final Map<ResourceID, Known> known = new ConcurrentHashMap<>();
    private final Clock clock;

    public SourceSights(Clock clock) {
        this.clock = clock;
    }

    /** Empty where it was not looked at for this spec; the caller minds the time. */
    public Optional<SourceSight> of(ResourceID resource, long generation, ValueRef source) {
        return Optional.ofNullable(known.get(resource))
                .filter(all -> all.generation() == generation)
                .map(all -> all.sights().get(source));
    }

    /** It is of this version now. */
    public void note(ResourceID resource, long generation, ValueRef source, String version) {
        known.compute(resource, (id, before) -> {
            Map<ValueRef, SourceSight> sights =
                    new HashMap<>(before != null && before.generation() == generation ? before.sights() : Map.of());
            sights.put(source, new SourceSight(version, clock.instant().plus(LOOK_AGAIN)));
            return new Known(generation, Map.copyOf(sights));
        });
    }

    public void forget(ResourceID resource) {
        known.remove(resource);
    }
}
