package dev.incusoperator.host;

import dev.incusoperator.host.Claim.Purpose;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Limits how many of the threads that reconcile the hosts hold together, so that hosts that hang leave the others theirs: each next
 * turn of a host needs more that are free, one whose answers are slow gets few, and the hosts of namespaces get a part. Safe
 * for use by many threads.
 */
final class TurnPool {
    /** Of the 50 threads that reconcile: the rest is for reconciles that ask no host. */
    static final int ALL = 48;

    /** Of all IncusHosts together: who declares them is not the operator's admin. */
    static final int NAMESPACED = 24;

    /** Of the IncusHosts of one namespace together. */
    static final int ONE_NAMESPACE = 8;

    /** Of one host that is slow. */
    static final int ONE_SLOW = 4;

    /** Of all hosts that are slow together. */
    static final int ALL_SLOW = 16;

    /** Beyond the limits of slow hosts, for removals. */
    private static final int FOR_REMOVALS = 2;

    /** A turn takes a few calls, each some milliseconds. */
    static final Duration SLOW = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    /** Those that have turns: however many hosts are declared, few do at a time. */
    private final Set<Member> busy = new LinkedHashSet<>();
    /** Those that were refused one. */
    private final Set<Member> refused = new LinkedHashSet<>();

    TurnPool(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param free runs, outside of any lock, when a turn that the host was refused may be free */
    Member join(HostKey key, Runnable free) {
        return new Member(key, free);
    }

    private int openOf(Predicate<Member> which) {
        return busy.stream()
                .filter(which)
                .mapToInt(member -> member.open.size())
                .sum();
    }

    /** One turn that goes on. */
    final class Slot {
        private final long since = nanoTime.getAsLong();

        private Slot() {}

        Duration age() {
            return Duration.ofNanos(nanoTime.getAsLong() - since);
        }
    }

    /** One host. */
    final class Member {
        private final HostKey key;
        private final Runnable free;
        private final Set<Slot> open = new LinkedHashSet<>();
        private boolean lastWasSlow;
        private boolean left;

        private Member(HostKey key, Runnable free) {
            this.key = key;
            this.free = free;
        }

        /** How many more turns the host may have now. */
        int room(Purpose purpose) {
            synchronized (TurnPool.this) {
                boolean removals = purpose == Purpose.REMOVAL;
                int free = ALL - openOf(member -> true);
                // each next one of a host needs two more that are free: one host alone gets a third
                int room = removals ? free : Math.floorDiv(free - 2 * open.size() + 2, 3);
                if (!key.namespace().isEmpty()) {
                    room = Math.min(
                            room,
                            NAMESPACED
                                    - openOf(member -> !member.key.namespace().isEmpty()));
                    room = Math.min(room, ONE_NAMESPACE - openOf(this::isOfTheSameNamespace));
                }
                if (isSlow()) {
                    int more = removals ? FOR_REMOVALS : 0;
                    room = Math.min(room, ONE_SLOW + more - open.size());
                    room = Math.min(room, ALL_SLOW + more - openOf(Member::isSlow));
                }
                if (room <= 0 && !left) {
                    refused.add(this);
                }
                return Math.max(0, room);
            }
        }

        private boolean isOfTheSameNamespace(Member other) {
            return other.key.namespace().equals(key.namespace());
        }

        private boolean isSlow() {
            return lastWasSlow || oldest().compareTo(SLOW) >= 0;
        }

        private Duration oldest() {
            return open.isEmpty() ? Duration.ZERO : open.iterator().next().age();
        }

        Slot begin() {
            synchronized (TurnPool.this) {
                Slot slot = new Slot();
                open.add(slot);
                busy.add(this);
                return slot;
            }
        }

        /** Whether it was going on. */
        boolean end(Slot slot) {
            synchronized (TurnPool.this) {
                if (!open.remove(slot)) {
                    return false;
                }
                lastWasSlow = slot.age().compareTo(SLOW) >= 0;
                if (open.isEmpty()) {
                    busy.remove(this);
                }
                return true;
            }
        }

        /** How many go on. */
        int open() {
            synchronized (TurnPool.this) {
                return open.size();
            }
        }

        /** For how long the oldest of those that go on has been going on. */
        Duration slowest() {
            synchronized (TurnPool.this) {
                return oldest();
            }
        }

        /** Tells the other hosts that were refused one. To be called outside of any lock. */
        void wakeOthers() {
            List<Runnable> woken;
            synchronized (TurnPool.this) {
                woken = refused.stream()
                        .filter(member -> member != this)
                        .map(member -> member.free)
                        .toList();
                refused.removeIf(member -> member != this);
            }
            woken.forEach(Runnable::run);
        }

        /** The host is no more: its turns still count until they end. */
        void leave() {
            synchronized (TurnPool.this) {
                left = true;
                refused.remove(this);
            }
        }
    }
}
