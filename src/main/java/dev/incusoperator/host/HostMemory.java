package dev.incusoperator.host;

import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.Versioned;
import dev.incusoperator.host.Host.Sighting;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one server was last seen to hold: instances, projects, profiles. Outlives a connection, not the server. Safe for
 * use by many threads.
 */
final class HostMemory {
    /** Who is told when a project answers; resources come and go, and more are told at their next look. */
    private static final int MOST_ASKED = 16_384;

    private final Inventory inventory = new Inventory();
    private final Map<String, ProjectSight> projects = new HashMap<>();
    private final Map<String, List<Profile>> profiles = new HashMap<>();
    private final Map<String, Set<InstanceRef>> askedIn = new HashMap<>();
    private List<ClusterMember> members = List.of();

    /** Whether a project answers: only then does a missing instance prove anything. */
    sealed interface ProjectSight {
        record Exists() implements ProjectSight {}

        record Silent(String why) implements ProjectSight {}
    }

    synchronized long begin() {
        return inventory.begin();
    }

    synchronized Set<InstanceRef> applyListing(long begun, InstanceListing listed) {
        Set<InstanceRef> changed = inventory.applyListing(begun, listed);
        // What only its being asked for made known is asked again when it is next needed.
        projects.keySet().retainAll(inventory.projects());
        inventory.projects().forEach(project -> projects.put(project, new ProjectSight.Exists()));
        return changed;
    }

    synchronized boolean applyRead(long begun, InstanceRef ref, @Nullable Versioned<Instance> read) {
        return inventory.applyRead(begun, ref, read);
    }

    synchronized boolean applyFailure(long begun, InstanceRef ref, String why) {
        return inventory.applyFailure(begun, ref, why);
    }

    synchronized boolean markDirty(InstanceRef ref, Instant stamped) {
        return inventory.markDirty(ref, stamped);
    }

    synchronized void outdate(InstanceRef ref) {
        inventory.outdate(ref);
    }

    synchronized Optional<ClusterMember> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** Whether they differ from those that were known. */
    synchronized boolean members(List<ClusterMember> read) {
        boolean news = !read.equals(members);
        members = List.copyOf(read);
        return news;
    }

    synchronized void actedBy(InstanceRef ref, String actor) {
        inventory.actedBy(ref, actor);
    }

    synchronized Optional<String> actor(InstanceRef ref) {
        return inventory.actor(ref);
    }

    synchronized void cover(InstanceRef ref, Instant stamped) {
        inventory.cover(ref, stamped);
    }

    synchronized List<InstanceRef> dirty() {
        return inventory.dirty();
    }

    /** Whether what is in doubt is cheaper found out by a listing; not where a listing cannot be read in part. */
    synchronized boolean listingPays(int doubtful, int from) {
        return inventory.listingOwed() || (doubtful >= from && !inventory.partial());
    }

    synchronized int size() {
        return inventory.size();
    }

    synchronized Set<String> projects() {
        return inventory.projects();
    }

    synchronized boolean used(String project, String profile) {
        return !inventory.using(project, profile).isEmpty();
    }

    /** What is known of an instance, provided that the server is being heard. */
    synchronized Sighting look(InstanceRef ref) {
        Optional<Sighting> doubt = inventory.doubt(ref);
        if (doubt.isPresent()) {
            return doubt.get();
        }
        Optional<Versioned<Instance>> seen = inventory.find(ref);
        if (seen.isPresent()) {
            return new Sighting.Seen(seen.get().value(), seen.get().etag());
        }
        ProjectSight project = projects.get(ref.project());
        if (project instanceof ProjectSight.Exists) {
            if (inventory.proven(ref)) {
                return new Sighting.Gone();
            }
            inventory.markDirty(ref, Instant.MAX);
            return new Sighting.Pending(
                    "the host's listing cannot be read in part: the instance is asked for by itself");
        }
        if (askedIn.values().stream().mapToInt(Set::size).sum() < MOST_ASKED) {
            askedIn.computeIfAbsent(ref.project(), p -> new HashSet<>()).add(ref);
        }
        if (project instanceof ProjectSight.Silent silent) {
            return new Sighting.Unknown(silent.why());
        }
        return new Sighting.Pending("whether project " + ref.project() + " exists is being asked");
    }

    /**
     * The same for one whose project must not be looked into: nobody is asked, nobody is told later, and what was last seen and was
     * not their own is none of theirs.
     */
    synchronized Sighting lookForOwn(InstanceRef ref, Predicate<Instance> own) {
        Optional<Instance> seen = inventory.find(ref).map(Versioned::value);
        if (seen.isPresent() && !own.test(seen.get())) {
            return new Sighting.Gone();
        }
        Optional<Sighting> doubt = inventory.doubt(ref);
        if (doubt.isPresent()) {
            return seen.isPresent() || doubt.get() instanceof Sighting.Pending
                    ? doubt.get()
                    : new Sighting.Unknown("instance " + ref.name() + " cannot be read now");
        }
        if (seen.isPresent()) {
            return new Sighting.Seen(
                    seen.get(), inventory.find(ref).map(Versioned::etag).orElse(""));
        }
        return inventory.proven(ref)
                ? new Sighting.Gone()
                : new Sighting.Unknown("the host's listing cannot be read in part");
    }

    synchronized List<Instance> instances() {
        return inventory.instances();
    }

    synchronized boolean knows(String project) {
        return projects.containsKey(project);
    }

    /** Whether an instance was looked for in a project that was silent or not known then. */
    synchronized boolean wanted(String project) {
        return askedIn.containsKey(project);
    }

    /** Takes whether a project answers; the instances that were looked for in it meanwhile. */
    synchronized Set<InstanceRef> project(String project, ProjectSight sight) {
        projects.put(project, sight);
        Set<InstanceRef> asked = askedIn.remove(project);
        return asked == null ? Set.of() : asked;
    }

    synchronized void forgetProject(String project) {
        projects.remove(project);
        profiles.remove(project);
    }

    synchronized void forgetProjects() {
        projects.clear();
        profiles.clear();
    }

    synchronized void forgetProfiles(String project) {
        profiles.remove(project);
    }

    synchronized Optional<List<Profile>> profiles(String project) {
        return Optional.ofNullable(profiles.get(project));
    }

    /** Those whose profiles are known. */
    synchronized Set<String> projectsWithProfiles() {
        return Set.copyOf(profiles.keySet());
    }

    /** Whether they differ from those that were known. */
    synchronized boolean profiles(String project, List<Profile> read) {
        return !List.copyOf(read).equals(profiles.put(project, List.copyOf(read)));
    }
}
