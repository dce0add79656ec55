package dev.incusoperator.instance;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.instance.Situation.Held;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What succeeds and has to be done again and again, because something undoes it: an instance that stops whenever it was
 * started, a value that somebody else keeps setting. After the fifth time within a minute it is left for a while, longer
 * each time. A cache: a new process begins to count anew, as does a change of the resource.
 */
final class Repetitions {
    private static final int MOST = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 4;

    private record Key(ResourceID resource, String action) {}

    private static final class Count {
        private final long generation;
        private final Deque<Instant> done = new ArrayDeque<>();
        private int storms;

        Count(long generation) {
            this.generation = generation;
        }
    }

    private final Map<Key, Count> counts = new ConcurrentHashMap<>();
    private final Clock clock;

    Repetitions(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes that an action has succeeded.
     *
     * @param who did something to the instance last, other than we
     * @return that it is to be held back from now on, where it was done too often
     */
    Optional<Held> done(
            ResourceID resource, long generation, String action, InstanceRef instance, Optional<String> who) {
        Instant now = clock.instant();
        Count count = counts.compute(
                new Key(resource, action),
                (key, before) -> before == null || before.generation != generation || hasBeenQuiet(before, now)
                        ? new Count(generation)
                        : before);
        synchronized (count) {
            count.done.addLast(now);
            while (count.done.peekFirst() != null && count.done.peekFirst().isBefore(now.minus(WINDOW))) {
                count.done.removeFirst();
            }
            if (count.done.size() < MOST) {
                return Optional.empty();
            }
            count.done.clear();
            count.done.addLast(now);
            Duration pause = pause(count.storms++);
            return Optional.of(new Held(
                    action,
                    Words.againReason(action),
                    Words.again(action, instance, MOST, who) + "; it is left for " + pause.toMinutes() + " min",
                    false,
                    now.plus(pause)));
        }
    }

    void forget(ResourceID resource) {
        counts.keySet().removeIf(key -> key.resource().equals(resource));
    }

    private static boolean hasBeenQuiet(Count count, Instant now) {
        synchronized (count) {
            Instant last = count.done.peekLast();
            return last == null || last.isBefore(now.minus(LAST).minus(WINDOW));
        }
    }

    private static Duration pause(int storms) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(storms, MOST_DOUBLINGS));
        return pause.compareTo(LAST) > 0 ? LAST : pause;
    }
}
