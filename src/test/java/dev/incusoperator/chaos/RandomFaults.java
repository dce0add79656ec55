package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Calls that are cut off, halved, garbled, sent twice, held up, or never answered, chosen at random.
 *
 * <p>Two things do not happen, for no client could tell them from what it is owed. An answer does not come twice on its
 * connection: HTTP/1.1 takes the second for the answer to the next request. And the sending of a command does not arrive
 * twice: it has no number by which the host would know it again.
 */
public final class RandomFaults implements Trouble {
    private static final Duration LATEST = Duration.ofSeconds(2);
    private static final List<Fault> OF_REQUESTS = List.of(Fault.values());
    private static final List<Fault> OF_ANSWERS =
            List.of(Fault.CUT, Fault.HALVED, Fault.GARBLED, Fault.LATE, Fault.NEVER);
    private static final List<Fault> OF_BYTES = List.of(Fault.CUT, Fault.HALVED, Fault.GARBLED, Fault.LATE);

    private final Random random;
    private final double share;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final CountDownLatch over = new CountDownLatch(1);

    /** What happens to one of them. */
    public enum Fault {
        CUT(Passing.NOT),
        HALVED(Passing.HALF),
        GARBLED(Passing.GARBLED),
        TWICE(Passing.TWICE),
        LATE(Passing.WHOLE),
        NEVER(Passing.LOST);

        private final Passing passing;

        Fault(Passing passing) {
            this.passing = passing;
        }
    }

    /** @param share of the requests, answers and pieces that have a fault, from 0 to 1 */
    public RandomFaults(Random random, double share) {
        this.random = random;
        this.share = share;
    }

    @Override
    public Passing onRequest(Call call) {
        return next(call.sendsCommand() ? OF_ANSWERS : OF_REQUESTS);
    }

    @Override
    public Passing onAnswer(Call call) {
        return next(OF_ANSWERS);
    }

    @Override
    public Passing onBytes(Side side) {
        return next(OF_BYTES);
    }

    private Passing next(List<Fault> possible) {
        Fault fault;
        long delay;
        synchronized (this) {
            if (over.getCount() == 0 || random.nextDouble() >= share) {
                return Passing.WHOLE;
            }
            fault = possible.get(random.nextInt(possible.size()));
            delay = random.nextInt((int) LATEST.toMillis());
            done.merge(fault, 1, Integer::sum);
        }
        if (fault == Fault.LATE) {
            hold(delay);
        }
        return fault.passing;
    }

    private void hold(long delay) {
        try {
            over.await(delay, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many there were. */
    public synchronized int count() {
        return done.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** From now on there are none, and what is held up goes on. */
    public void end() {
        over.countDown();
    }

    @Override
    public synchronized String toString() {
        return done.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
