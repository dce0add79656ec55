package dev.incusoperator.host;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.Versioned;
import dev.incusoperator.host.Host.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one server's instances. Pure data: it is told of listings, of single reads and of events, in whatever
 * order they come in, doubled or not at all, and converges to the server's truth.
 *
 * <p>Two rules do it. An answer counts from the moment at which its request <em>began</em> ({@link #begin}): what was
 * asked earlier never overwrites what was asked later. And an event says nothing but that the instance has to be read
 * anew: it stays dirty until an answer comes whose request began after the event did. Not thread-safe.
 */
final class Inventory {
    /** How late an event may come. One that is stamped earlier comes from a server whose clock was set back. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** Names that are no instances of the last listing; where a server tells of more, a listing says what they are. */
    private static final int MOST_UNLISTED = 16_384;

    private final Map<InstanceRef, Entry> entries = new HashMap<>();
    private long steps;
    private long listedAt;
    private long owedAt;
    private boolean partial;
    private int mostEntries = MOST_UNLISTED;

    /** What is known of one name; {@code seen} is null where the server said that there is none. */
    private static final class Entry {
        long readAt;
        long dirtyAt;
        long outdatedAt;

        @Nullable
        Versioned<Instance> seen;

        /** The end of the last operation on it that it was read after. */
        @Nullable
        Instant coveredTo;

        @Nullable
        String actor;

        @Nullable
        String trouble;

        boolean dirty() {
            return dirtyAt > readAt;
        }

        /** Whether it has been read since what is stamped so. */
        boolean covers(Instant stamped) {
            return coveredTo != null && !stamped.isAfter(coveredTo) && !stamped.isBefore(coveredTo.minus(LATE));
        }

        /** Whether what was seen is known to be no longer so. */
        boolean outdated() {
            return outdatedAt > readAt;
        }

        /** Whether nothing can be said of it: whatever an answer brings then is news. */
        boolean doubtful() {
            return dirty() && (trouble != null || seen == null || outdated());
        }
    }

    /** To be called before a request is sent; what it returns goes into the {@code apply…} of the answer. */
    long begin() {
        return ++steps;
    }

    /**
     * Takes a listing of every instance; returns the names whose instance came, went or changed. One in which some could not
     * be read proves nothing of those that it lacks: each of them has to be read.
     */
    Set<InstanceRef> applyListing(long begun, InstanceListing listing) {
        Set<InstanceRef> changed = new HashSet<>();
        if (begun < listedAt) {
            return changed;
        }
        listedAt = begun;
        partial = listing.unreadable() > 0;
        mostEntries = listing.instances().size() + MOST_UNLISTED;
        Set<InstanceRef> names = new HashSet<>();
        SharedValues shared = new SharedValues();
        for (Instance instance : listing.instances()) {
            InstanceRef ref = instance.ref();
            names.add(ref);
            if (put(begun, ref, new Versioned<>(shared.share(instance), ""))) {
                changed.add(ref);
            }
        }
        Iterator<Map.Entry<InstanceRef, Entry>> all = entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<InstanceRef, Entry> each = all.next();
            Entry entry = each.getValue();
            if (names.contains(each.getKey()) || entry.readAt > begun) {
                continue;
            }
            if (partial && (entry.seen != null || entry.dirty())) {
                entry.dirtyAt = ++steps;
                continue;
            }
            if (entry.seen != null || entry.doubtful()) {
                changed.add(each.getKey());
            }
            entry.readAt = begun;
            entry.seen = null;
            entry.trouble = null;
            if (!entry.dirty()) {
                all.remove();
            }
        }
        return changed;
    }

    /** Takes the answer about one instance, null where the server said that there is none; whether that is news. */
    boolean applyRead(long begun, InstanceRef ref, @Nullable Versioned<Instance> read) {
        if (begun < listedAt) {
            return false;
        }
        return put(
                begun, ref, read == null ? null : new Versioned<>(new SharedValues().share(read.value()), read.etag()));
    }

    /** Notes that a read failed: what was known before is no longer to be relied upon, and it stays dirty. */
    boolean applyFailure(long begun, InstanceRef ref, String why) {
        Entry entry = entries.computeIfAbsent(ref, r -> new Entry());
        if (begun < listedAt || begun < entry.readAt) {
            return false;
        }
        entry.dirtyAt = ++steps;
        boolean news = !why.equals(entry.trouble);
        entry.trouble = why;
        return news;
    }

    /**
     * Hears of an event about an instance.
     *
     * @param stamped the server's time of the event; one that lies within what was {@linkplain #cover covered} is no news
     * @return whether the instance has to be read
     */
    boolean markDirty(InstanceRef ref, Instant stamped) {
        if (!entries.containsKey(ref) && entries.size() >= mostEntries) {
            owedAt = ++steps;
            return true;
        }
        Entry entry = entries.computeIfAbsent(ref, r -> new Entry());
        if (entry.covers(stamped)) {
            return false;
        }
        entry.dirtyAt = ++steps;
        return true;
    }

    /** Something was done to it, and the read after that failed: what was seen before says nothing any more. */
    void outdate(InstanceRef ref) {
        Entry entry = entries.computeIfAbsent(ref, r -> new Entry());
        entry.dirtyAt = ++steps;
        entry.outdatedAt = entry.dirtyAt;
    }

    /** Whether so many unknown names were heard of that only a listing can tell what there is. */
    boolean listingOwed() {
        return owedAt > listedAt;
    }

    /** Whether some of the last listing could not be read. */
    boolean partial() {
        return partial;
    }

    /** Whether that it is not seen proves that it is not there: the listing was whole, or it was read by itself since. */
    boolean proven(InstanceRef ref) {
        Entry entry = entries.get(ref);
        return !partial || (entry != null && !entry.dirty() && entry.readAt > listedAt);
    }

    /** Somebody else than we did something to an instance that was {@linkplain #markDirty heard of}. */
    void actedBy(InstanceRef ref, String actor) {
        Entry entry = entries.get(ref);
        if (entry != null) {
            entry.actor = actor;
        }
    }

    /** Who did so last; empty where nobody is known to have. */
    Optional<String> actor(InstanceRef ref) {
        return Optional.ofNullable(entries.get(ref)).map(entry -> entry.actor);
    }

    /**
     * The instance will be read after the server's time {@code stamped}, the end of an operation on it: events of that
     * operation that arrive late are no reason to read it again.
     */
    void cover(InstanceRef ref, Instant stamped) {
        Entry entry = entries.computeIfAbsent(ref, r -> new Entry());
        entry.dirtyAt = ++steps;
        boolean setBack = entry.coveredTo != null && stamped.isBefore(entry.coveredTo.minus(LATE));
        if (entry.coveredTo == null || stamped.isAfter(entry.coveredTo) || setBack) {
            entry.coveredTo = stamped;
        }
    }

    /** The instance as last read; its state and ETag are those of the last read that brought them, while they hold. */
    Optional<Versioned<Instance>> find(InstanceRef ref) {
        Entry entry = entries.get(ref);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.seen);
    }

    /** Why what is known of this instance cannot be relied upon: it could not be read, or an unknown one has just been heard of. */
    Optional<Sighting> doubt(InstanceRef ref) {
        Entry entry = entries.get(ref);
        if (entry == null || !entry.dirty()) {
            return Optional.empty();
        }
        if (entry.trouble != null) {
            return Optional.of(new Sighting.Unknown(entry.trouble));
        }
        return entry.seen == null || entry.outdated()
                ? Optional.of(new Sighting.Pending("the instance is being read"))
                : Optional.empty();
    }

    /** The instances that have to be read; those that could not be read come last. */
    List<InstanceRef> dirty() {
        return entries.entrySet().stream()
                .filter(e -> e.getValue().dirty())
                .sorted(Comparator.comparing(e -> e.getValue().trouble != null))
                .map(Map.Entry::getKey)
                .toList();
    }

    int size() {
        return entries.size();
    }

    /** All that are there, as last read. */
    List<Instance> instances() {
        List<Instance> all = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.seen != null) {
                all.add(entry.seen.value());
            }
        }
        return all;
    }

    /** The projects in which there are instances. */
    Set<String> projects() {
        Set<String> projects = new HashSet<>();
        entries.forEach((ref, entry) -> {
            if (entry.seen != null) {
                projects.add(ref.project());
            }
        });
        return projects;
    }

    /** The instances that use a profile of a project. */
    List<InstanceRef> using(String project, String profile) {
        return entries.entrySet().stream()
                .filter(e -> e.getKey().project().equals(project))
                .filter(e -> e.getValue().seen != null
                        && e.getValue().seen.value().profiles().contains(profile))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean put(long begun, InstanceRef ref, @Nullable Versioned<Instance> read) {
        Entry entry = entries.computeIfAbsent(ref, r -> new Entry());
        if (begun < entry.readAt) {
            return false;
        }
        Versioned<Instance> before = entry.seen;
        boolean doubtful = entry.doubtful();
        entry.readAt = begun;
        entry.trouble = null;
        entry.seen = read == null || before == null ? read : keepingWhatHolds(before, read);
        if (before == null || entry.seen == null) {
            return doubtful || before != entry.seen;
        }
        return doubtful || !before.value().equals(entry.seen.value());
    }

    /** A read without state or ETag does not unlearn those that still hold. */
    private static Versioned<Instance> keepingWhatHolds(Versioned<Instance> before, Versioned<Instance> read) {
        Instance now = read.value();
        Instance old = before.value();
        InstanceState state = now.state() != null ? now.state() : sameRun(old, now) ? old.state() : null;
        Instance merged = now.state() == state ? now : now.withState(state);
        String etag =
                read.etag().isEmpty() && old.withState(null).equals(now.withState(null)) ? before.etag() : read.etag();
        return new Versioned<>(merged, etag);
    }

    private static boolean sameRun(Instance old, Instance now) {
        return old.statusCode() == now.statusCode()
                && old.lastUsedAt().equals(now.lastUsedAt())
                && old.uuid().equals(now.uuid());
    }
}
