package dev.incusoperator.host;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.ServerOperation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The running operations of the server that are about instances, whoever began them, as its events and its list tell: what
 * freezes an instance to copy it, say. Nobody follows them to their end, so that one that nothing was heard of for a while
 * has to be asked for. Safe for use by many threads.
 */
final class ServerOperations {
    private static final int MOST = 1_024;
    private static final int MOST_INSTANCES = 16;

    /** An operation that is older than that in memory may have ended unheard. */
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private static final String ALL_PROJECTS = "*";

    /** What runs in an instance and changes nothing of its power, however long it takes. */
    private static final Set<String> INSIDE = Set.of("Executing command", "Showing console");

    private final Clock clock;
    private final Map<String, Entry> running = new LinkedHashMap<>();
    private final Set<String> listed = new HashSet<>();

    private static final class Entry {
        final ServerOperation operation;
        final Set<InstanceRef> instances;
        Instant heardAt;
        final Set<InstanceRef> awaitedFor = new HashSet<>();

        Entry(Operation operation, Set<InstanceRef> instances, Instant now) {
            this.operation = new ServerOperation(operation.id(), operation.description());
            this.instances = instances;
            this.heardAt = now;
        }

        /** A copy into another project names its source as if that were in it too. */
        boolean isAbout(InstanceRef ref, boolean frozen) {
            return instances.contains(ref)
                    || (frozen
                            && instances.size() > 1
                            && instances.stream().anyMatch(each -> each.name().equals(ref.name())));
        }
    }

    ServerOperations(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes what an event says of an operation.
     *
     * @return the instances whose power is left alone until its end, where this is it
     */
    synchronized Set<InstanceRef> heard(Operation operation, String project) {
        if (operation.done()) {
            Entry ended = running.remove(operation.id());
            return ended == null ? Set.of() : Set.copyOf(ended.awaitedFor);
        }
        note(operation, project);
        return Set.of();
    }

    private void note(Operation operation, String project) {
        Entry known = running.get(operation.id());
        if (known != null) {
            known.heardAt = clock.instant();
            return;
        }
        Set<InstanceRef> instances = operation.instances(project, MOST_INSTANCES);
        if (instances.isEmpty() || INSIDE.contains(operation.description())) {
            return;
        }
        if (running.size() >= MOST) {
            running.remove(running.keySet().iterator().next());
            listed.clear();
        }
        running.put(operation.id(), new Entry(operation, instances, clock.instant()));
    }

    /**
     * Takes all that the server knows, of a project or of all of them where that is empty; the instances that wait for an operation
     * that is no longer among them.
     */
    synchronized void listed(List<Operation> operations, Optional<String> project) {
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations) {
            if (!operation.done()) {
                ids.add(operation.id());
                note(operation, project.orElse("default"));
            }
        }
        running.values().removeIf(entry -> isBelow(entry, project) && !ids.contains(entry.operation.id()));
        listed.add(project.orElse(ALL_PROJECTS));
    }

    private static boolean isBelow(Entry entry, Optional<String> project) {
        return project.isEmpty()
                || entry.instances.stream().allMatch(ref -> ref.project().equals(project.get()));
    }

    /** Whether what is known of the operations on this instance is what the server would say. */
    synchronized boolean isSure(InstanceRef ref) {
        boolean asked = listed.contains(ALL_PROJECTS) || listed.contains(ref.project());
        return asked && running.values().stream().noneMatch(entry -> entry.isAbout(ref, true) && !isBelieved(entry));
    }

    /**
     * One that runs on the instance.
     *
     * @param frozen whether the instance is
     * @param ours whether an operation is one that was begun here for that instance
     */
    synchronized Optional<ServerOperation> on(InstanceRef ref, boolean frozen, BiPredicate<String, InstanceRef> ours) {
        for (Entry entry : running.values()) {
            if (entry.isAbout(ref, frozen) && isBelieved(entry) && !ours.test(entry.operation.id(), ref)) {
                entry.awaitedFor.add(ref);
                return Optional.of(entry.operation);
            }
        }
        return Optional.empty();
    }

    private boolean isBelieved(Entry entry) {
        return !clock.instant().isAfter(entry.heardAt.plus(BELIEVED));
    }

    /** Events may have been missed: all has to be asked for anew. */
    synchronized void forget() {
        running.clear();
        listed.clear();
    }
}
