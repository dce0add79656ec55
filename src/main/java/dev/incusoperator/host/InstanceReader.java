package dev.incusoperator.host;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Versioned;
import dev.incusoperator.host.HostMemory.ProjectSight;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads what events have made doubtful: single instances, their projects and profiles. */
final class InstanceReader {
    private static final Logger LOG = Logger.getLogger(InstanceReader.class);

    /** From this many doubtful instances on, one listing is cheaper than as many reads. */
    static final int LISTING_PAYS = 32;

    /** The host's limit may be another one by then. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final IncusClient client;
    private final HostLife host;
    private final HostWork work;
    private final HostSession session;
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final Set<String> unreadProfiles = ConcurrentHashMap.newKeySet();
    /** Projects that did not answer, and of which no event has told since. */
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean drainQueued = new AtomicBoolean();
    private final Backoff projectsBackoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final Backoff profilesBackoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final ReadRetries retries;

    InstanceReader(IncusClient client, HostLife host, HostWork work, HostSession session) {
        this.client = client;
        this.host = host;
        this.work = work;
        this.session = session;
        this.retries = new ReadRetries(work, this::drainSoon);
    }

    /**
     * An event was about this instance: it is read soon, or when the operation that runs on it has ended.
     *
     * @param requestor who did what it tells, where the server says; while no operation of ours runs it was not we
     */
    void heard(InstanceRef ref, Instant stamped, @Nullable String requestor) {
        if (host.memory().markDirty(ref, stamped)) {
            if (requestor != null && !host.operations().busy(ref)) {
                host.memory().actedBy(ref, requestor);
            }
            retries.hasten(ref);
            drainSoon();
        }
    }

    /** It was to be read because of what was done to it, and could not be: what was seen before is not acted upon. */
    void unread(InstanceRef ref) {
        host.memory().outdate(ref);
        retries.failed(ref);
    }

    /** The server has ended what it did with them: they are told of when they have been read anew, for what is seen may be of before. */
    void overtaken(Set<InstanceRef> instances) {
        if (!instances.isEmpty()) {
            instances.forEach(host.memory()::outdate);
            drainSoon();
        }
    }

    /** The members of the cluster; a client that may not know them has none. Whether that is news. */
    boolean readMembers() {
        try {
            return host.memory().members(client.server().members());
        } catch (IncusException.NotTrusted | IncusException.ApiError e) {
            LOG.debugf("host=%s: its cluster's members: %s", host.key(), e.getMessage());
            return host.memory().members(List.of());
        }
    }

    /** Something happened to a member: what runs on it may be started again, or is to be left. */
    void membersChanged() {
        try {
            if (session.live() && readMembers()) {
                host.changed();
            }
        } catch (IncusException e) {
            LOG.debugf("host=%s: its cluster's members: %s", host.key(), e.getMessage());
        }
    }

    void drainSoon() {
        if (drainQueued.compareAndSet(false, true)) {
            work.queue(this::drain);
        }
    }

    /** The host has been sent more than it wants in a second. */
    private void drainLater(Duration pause) {
        if (drainQueued.compareAndSet(false, true)) {
            work.queueAfter(bounded(pause), this::drain);
        }
    }

    private static Duration bounded(Duration pause) {
        return (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).plusMillis(1);
    }

    private void drain() {
        drainQueued.set(false);
        List<InstanceRef> doubtful = host.memory().dirty().stream()
                .filter(ref -> !host.operations().busy(ref) && !retries.isWaiting(ref))
                .toList();
        if (!session.live() || doubtful.isEmpty()) {
            return;
        }
        int affordable = host.requests().room();
        if (affordable == 0) {
            drainLater(host.requests().pause(0));
            return;
        }
        if (host.memory().listingPays(doubtful.size(), LISTING_PAYS)) {
            session.listSoon();
            return;
        }
        int reads = Math.min(LISTING_PAYS, affordable);
        boolean answers = readAll(doubtful.subList(0, Math.min(reads, doubtful.size())));
        if (answers && doubtful.size() > reads) {
            drainSoon();
        }
    }

    /** Whether the host has answered, if only that some cannot be read. */
    private boolean readAll(List<InstanceRef> doubtful) {
        Set<InstanceRef> changed = new HashSet<>();
        boolean answers = true;
        for (InstanceRef ref : doubtful) {
            try {
                if (read(ref, false)) {
                    changed.add(ref);
                }
            } catch (IncusException e) {
                LOG.debugf("host=%s instance=%s: %s", host.key(), ref, e.getMessage());
                retries.failed(ref);
                answers = isAnswer(e);
                if (!answers) {
                    break;
                }
                changed.add(ref);
            }
        }
        host.instancesChanged(changed);
        return answers;
    }

    /** Whether it says something of the one that was asked for, and nothing of the others. */
    private static boolean isAnswer(IncusException e) {
        return e instanceof IncusException.ApiError
                || e instanceof IncusException.NotTrusted
                || e instanceof IncusException.MalformedAnswer;
    }

    /**
     * Reads one instance now, on this thread; whether that is news.
     *
     * @throws IncusException where it could not be read; that is noted
     */
    boolean read(InstanceRef ref, boolean withState) {
        HostMemory memory = host.memory();
        long begun = memory.begin();
        try {
            Optional<Versioned<Instance>> answer = client.instances().get(ref, withState);
            if (answer.isEmpty()
                    && !memory.knows(ref.project())
                    && checkProject(ref.project()).isEmpty()) {
                checkProjectSoon(ref.project());
            }
            retries.succeeded(ref);
            return memory.applyRead(begun, ref, answer.orElse(null));
        } catch (IncusException e) {
            if (isAnswer(e)) {
                memory.applyFailure(begun, ref, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /** Reads its state, and tells where that is news; whether the host has answered. */
    boolean lookAtState(InstanceRef ref) {
        try {
            if (read(ref, true)) {
                host.instancesChanged(Set.of(ref));
            }
            return true;
        } catch (IncusException e) {
            LOG.debugf("host=%s instance=%s: its state: %s", host.key(), ref, e.getMessage());
            retries.failed(ref);
            return isAnswer(e);
        }
    }

    /** Asks whether a project answers, where that is not known. */
    void checkProjectSoon(String project) {
        if (asking.add(project)) {
            work.queue(() -> askForProject(project));
        }
    }

    /**
     * Names of projects are the tenants' to invent: each is asked for when the host may be sent another request, and by one timer
     * until an answer has come.
     */
    private void askForProject(String project) {
        if (session.live() && host.requests().room() == 0) {
            work.queueAfter(bounded(host.requests().pause(0)), () -> askForProject(project));
            return;
        }
        if (session.live() && !host.memory().knows(project)) {
            Optional<Set<InstanceRef>> asked = checkProject(project);
            if (asked.isEmpty()) {
                work.queueAfter(projectsBackoff.next(), () -> askForProject(project));
                return;
            }
            projectsBackoff.reset();
            host.instancesChanged(asked.get());
        }
        asking.remove(project);
    }

    /** The instances that were looked for in it; empty where it could not be asked for. */
    private Optional<Set<InstanceRef>> checkProject(String project) {
        ProjectSight sight;
        try {
            sight = client.server().projectExists(project)
                    ? new ProjectSight.Exists()
                    : new ProjectSight.Silent("there is no project " + project + " on " + client.target()
                            + ": create it there, or write another one into spec.project");
        } catch (IncusException.ApiError | IncusException.NotTrusted e) {
            sight = new ProjectSight.Silent("project " + project + " cannot be looked into: " + e.getMessage());
        } catch (IncusException e) {
            LOG.debugf("host=%s project=%s: %s", host.key(), project, e.getMessage());
            return Optional.empty();
        }
        if (sight instanceof ProjectSight.Silent) {
            silent.add(project);
        } else if (silent.remove(project)) {
            session.openEventsAnew();
        }
        return Optional.of(host.memory().project(project, sight));
    }

    void projectChanged(String project) {
        silent.remove(project);
        host.memory().forgetProject(project);
        if (host.memory().wanted(project)) {
            checkProjectSoon(project);
        }
        session.listSoon();
    }

    void forgetProjects() {
        silent.clear();
        host.memory().forgetProjects();
    }

    /** The profiles of every project that has instances or is given to anyone. */
    void readProfiles() {
        Set<String> projects = new HashSet<>(host.memory().projects());
        projects.addAll(host.declaredProjects());
        projects.forEach(this::readProfiles);
    }

    /** More was told of than can be followed one by one: all of it is read anew. */
    void everythingChanged() {
        if (session.live()) {
            readProfiles();
            membersChanged();
            session.listSoon();
            host.changed();
        }
    }

    void readProfilesSoon(String project) {
        work.queue(() -> {
            // who asks while they are to be read again is told then
            if (!unreadProfiles.contains(project) && readMissingProfiles(project)) {
                host.changed();
            }
        });
    }

    private void readProfilesAgain(String project) {
        unreadProfiles.remove(project);
        if (readMissingProfiles(project)) {
            session.listSoon();
            host.changed();
        }
    }

    private boolean readMissingProfiles(String project) {
        return session.live() && host.memory().profiles(project).isEmpty() && readProfiles(project);
    }

    /**
     * Whether they are others than were known. Where they cannot be read nobody is judged by the old ones, and it is tried again,
     * unless the server has said that there are none for this client.
     */
    private boolean readProfiles(String project) {
        try {
            boolean news = host.memory().profiles(project, client.server().profiles(project));
            profilesBackoff.reset();
            return news;
        } catch (IncusException e) {
            LOG.debugf("host=%s project=%s: profiles: %s", host.key(), project, e.getMessage());
            host.memory().forgetProfiles(project);
            if (e.retryable() && unreadProfiles.add(project)) {
                work.queueAfter(profilesBackoff.next(), () -> readProfilesAgain(project));
            }
            return false;
        }
    }

    /** A profile's change changes what those who use it are: they are listed anew, and everyone may plan anew. */
    void profileChanged(String project, String profile) {
        if (!session.live()) {
            return;
        }
        Set<String> projects = new HashSet<>(host.memory().projectsWithProfiles());
        projects.add(project);
        // a project without profiles of its own has those of the default project
        Set<String> changed = projects.stream().filter(this::readProfiles).collect(Collectors.toSet());
        if (changed.isEmpty()) {
            return;
        }
        if (changed.stream().anyMatch(each -> host.memory().used(each, profile))) {
            session.listSoon();
        }
        host.changed();
    }
}
