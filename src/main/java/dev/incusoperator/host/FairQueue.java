package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Decides which claim is next: of the namespaces that wait, the one that holds least, then the one whose last one is longest ago. So
 * no namespace gets more than its share while another waits, and one that is alone may have all. Within a namespace removals
 * come first, then who came first. Not thread-safe.
 */
final class FairQueue {
    /** Who was told and has not come by then has nothing to ask any more. */
    static final Duration COMES_WITHIN = Duration.ofSeconds(2);

    /**
     * How many more claims there is room for.
     *
     * @param removals for removals
     * @param first for the first one of a namespace that holds nothing
     */
    record Room(int others, int removals, int first) {}

    private record Waiter(String namespace, InstanceRef instance) {}

    /** One namespace. */
    private static final class Share {
        final Set<InstanceRef> removals = new LinkedHashSet<>();
        final Set<InstanceRef> others = new LinkedHashSet<>();
        int held;
        int expected;
        long servedAt;

        boolean idle() {
            return held == 0 && expected == 0 && removals.isEmpty() && others.isEmpty();
        }

        void remove(InstanceRef instance) {
            removals.remove(instance);
            others.remove(instance);
        }
    }

    private final LongSupplier nanoTime;
    private final Map<String, Share> shares = new HashMap<>();
    /** Those that were told, and until when their place is kept for them. */
    private final Map<Waiter, Long> expected = new LinkedHashMap<>();

    private int waiting;
    private long served;

    FairQueue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether it is served now, and so held until it is {@link #released}; where not it waits. */
    boolean admits(Claim claim, Room room) {
        forgetLate();
        Waiter waiter = new Waiter(claim.namespace(), claim.instance());
        Share share = shares.computeIfAbsent(claim.namespace(), name -> new Share());
        boolean kept = expected.remove(waiter) != null;
        if (kept) {
            share.expected--;
        }
        Set<InstanceRef> lane = claim.purpose() == Purpose.REMOVAL ? share.removals : share.others;
        if (!lane.contains(claim.instance())) {
            share.remove(claim.instance());
            lane.add(claim.instance());
        }
        boolean admitted = kept && expected.size() < new Candidates(share).room(room, claim.purpose())
                || chosen(room).contains(waiter);
        if (admitted) {
            share.remove(claim.instance());
            share.held++;
            share.servedAt = ++served;
        }
        count();
        return admitted;
    }

    void released(String namespace) {
        shares.computeIfPresent(namespace, (name, share) -> {
            share.held--;
            return share.idle() ? null : share;
        });
    }

    /** Those whose turn it is. A place is kept for each for a while. */
    List<InstanceRef> next(Room room) {
        forgetLate();
        List<InstanceRef> next = new ArrayList<>();
        long until = nanoTime.getAsLong() + COMES_WITHIN.toNanos();
        for (Waiter each : chosen(room)) {
            Share share = shares.computeIfAbsent(each.namespace(), name -> new Share());
            share.remove(each.instance());
            share.expected++;
            share.servedAt = ++served;
            expected.put(each, until);
            next.add(each.instance());
        }
        count();
        return next;
    }

    /** How many have neither been served nor told. */
    int waiting() {
        return waiting;
    }

    /** For how many that were told a place is kept. */
    int expected() {
        forgetLate();
        return expected.size();
    }

    private Set<Waiter> chosen(Room room) {
        Map<String, Candidates> candidates = new HashMap<>();
        shares.forEach((namespace, share) -> {
            if (!share.removals.isEmpty() || !share.others.isEmpty()) {
                candidates.put(namespace, new Candidates(share));
            }
        });
        Set<Waiter> chosen = new LinkedHashSet<>();
        while (true) {
            int taken = expected.size() + chosen.size();
            Optional<Map.Entry<String, Candidates>> next = candidates.entrySet().stream()
                    .filter(entry -> entry.getValue().fits(room, taken))
                    .min(Map.Entry.comparingByValue(Candidates.LEAST_FIRST));
            if (next.isEmpty()) {
                return chosen;
            }
            chosen.add(new Waiter(next.get().getKey(), next.get().getValue().take(room, taken)));
        }
    }

    private void forgetLate() {
        long now = nanoTime.getAsLong();
        expected.entrySet().removeIf(entry -> {
            boolean late = entry.getValue() - now <= 0;
            if (late) {
                shares.computeIfPresent(entry.getKey().namespace(), (name, share) -> {
                    share.expected--;
                    return share.idle() ? null : share;
                });
            }
            return late;
        });
    }

    private void count() {
        waiting = shares.values().stream()
                .mapToInt(share -> share.removals.size() + share.others.size())
                .sum();
    }

    /** The claims of one namespace, in their order, while some are chosen. */
    private static final class Candidates {
        static final Comparator<Candidates> LEAST_FIRST =
                Comparator.<Candidates>comparingInt(each -> each.holds).thenComparingLong(each -> each.servedAt);

        private final Iterator<InstanceRef> removals;
        private final Iterator<InstanceRef> others;
        private final long servedAt;
        private int holds;

        Candidates(Share share) {
            this.removals = share.removals.iterator();
            this.others = share.others.iterator();
            this.servedAt = share.servedAt;
            this.holds = share.held + share.expected;
        }

        boolean fits(Room room, int taken) {
            return removalFits(room, taken) || (others.hasNext() && taken < room(room, Purpose.CHANGE));
        }

        InstanceRef take(Room room, int taken) {
            InstanceRef next = removalFits(room, taken) ? removals.next() : others.next();
            holds++;
            return next;
        }

        private boolean removalFits(Room room, int taken) {
            return removals.hasNext() && taken < room(room, Purpose.REMOVAL);
        }

        int room(Room room, Purpose purpose) {
            int most = holds == 0 ? Math.max(room.first(), room.others()) : room.others();
            return purpose == Purpose.REMOVAL ? Math.max(most, room.removals()) : most;
        }
    }
}
