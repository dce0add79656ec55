package dev.incusoperator.host;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.event.EventListener;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client and its one event stream, from the first attempt to its end. The stream's own reconnecting is the only loop
 * that probes the server: each time it opens, who answers is verified and everything is listed anew, and only then the
 * host counts as connected.
 */
final class HostSession implements EventListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HostSession.class);

    /** A state costs the server some milliseconds: of so many instances it is asked for with the listing. */
    private static final int MOST_WITH_STATE = 1_000;

    private static final Set<String> STOPS = Set.of("instance-stopped", "instance-shutdown");

    private final IncusClient client;
    private final HostLife host;
    private final HostWork work;
    private final InstanceReader reader;
    private final OperationFollower follower;
    private final QueuedOnce asked;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final ListingPace pace = new ListingPace(System::nanoTime);
    private final AtomicBoolean listingQueued = new AtomicBoolean();
    private final AtomicBoolean stateDue = new AtomicBoolean();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong relistTurn = new AtomicLong();
    private final AtomicLong verifyTurn = new AtomicLong();
    private volatile @Nullable ConfigCatalogue catalogue;
    private volatile boolean catalogueAsked;
    private volatile boolean clustered;
    private volatile boolean statesFit = true;
    private volatile boolean streaming;
    private volatile boolean closed;

    HostSession(IncusClient client, HostLife host, HostWork work) {
        this.client = client;
        this.host = host;
        this.work = work;
        this.reader = new InstanceReader(client, host, work, this);
        this.follower = new OperationFollower(client, host, work, this, reader);
        this.asked = new QueuedOnce(work, reader::everythingChanged);
    }

    void start() {
        client.events().start(this);
    }

    IncusClient client() {
        return client;
    }

    /** The server's list of config keys: asked for once a connection, also where the server has none. */
    Optional<ConfigCatalogue> configuration() {
        if (!catalogueAsked) {
            catalogue = client.server().configuration().orElse(null);
            catalogueAsked = true;
        }
        return Optional.ofNullable(catalogue);
    }

    InstanceReader reader() {
        return reader;
    }

    OperationFollower follower() {
        return follower;
    }

    /** Whether it is worth asking the server: the stream is open and this session has not been replaced. */
    boolean live() {
        return streaming && !closed;
    }

    @Override
    public void connected() {
        connections.incrementAndGet();
        streaming = true;
        statesFit = true;
        host.operations().servers().forget();
        catalogueAsked = false;
        work.queue(this::verifyAndList);
    }

    @Override
    public void disconnected(IncusException reason) {
        streaming = false;
        if (!closed) {
            host.healthIs(this, ConnectionFailure.of(reason));
        }
    }

    @Override
    public void event(Event event) {
        if (closed) {
            return;
        }
        if (event instanceof Event.OperationEvent operation) {
            follower.heard(operation);
        } else if (event instanceof Event.LifecycleEvent lifecycle) {
            heard(lifecycle);
        }
    }

    private void heard(Event.LifecycleEvent event) {
        switch (Subject.of(event.action())) {
            case INSTANCE ->
                event.instance().ifPresent(ref -> {
                    if (clustered && STOPS.contains(event.action())) {
                        // an evacuation is told when it is done: whether this is one is known before it is acted upon
                        asked.queue("members", reader::membersChanged);
                    }
                    reader.heard(ref, event.timestamp(), event.requestor());
                    if (event.formerName() != null) {
                        reader.heard(
                                new InstanceRef(ref.project(), event.formerName()),
                                event.timestamp(),
                                event.requestor());
                    }
                });
            case PROFILE ->
                asked.queue(
                        "profile " + event.project() + "/" + event.name(),
                        () -> reader.profileChanged(event.project(), event.name()));
            case PROJECT -> asked.queue("project " + event.name(), () -> reader.projectChanged(event.name()));
            case MEMBER -> asked.queue("members", reader::membersChanged);
            case CERTIFICATE -> {
                if (client.certificateFingerprint()
                        .filter(event.source()::endsWith)
                        .isPresent()) {
                    openEventsAnew();
                }
            }
            case OTHER -> {}
        }
    }

    /** What this client may see has changed, and what the stream tells was decided when it was opened: all is looked at anew after that. */
    void openEventsAnew() {
        LOG.debugf("host=%s: the projects of this client have changed: its events are listened to anew", host.key());
        client.events().reopen();
    }

    /** Asks the server for what it is doing, where events have not told. */
    void askForOperations(InstanceRef instance) {
        ServerOperations servers = host.operations().servers();
        if (servers.isSure(instance) && !clustered) {
            return;
        }
        if (host.health() instanceof Health.Connected connected
                && connected.server().has("operations_get_query_all_projects")) {
            try {
                servers.listed(client.operations().listAllProjects(), Optional.empty());
                return;
            } catch (IncusException.NotTrusted e) {
                LOG.debugf("host=%s: its operations in all projects: %s", host.key(), e.getMessage());
            }
        }
        servers.listed(client.operations().list(instance.project()), Optional.of(instance.project()));
    }

    /** Verifies again who answers; for when what is expected has changed. */
    void verifyAgain() {
        if (streaming) {
            work.queue(this::verifyAndList);
        }
    }

    /**
     * What is found out counts while the stream is the one that it began with: what happens in a gap is told by nobody, so what comes
     * after the gap looks anew. That is queued by then.
     */
    private void verifyAndList() {
        long connection = connections.get();
        if (!live()) {
            return;
        }
        try {
            ServerInfo server = client.server().get();
            Health verdict = host.verdict(client.target(), server);
            if (verdict instanceof Health.Connected) {
                reader.forgetProjects();
                Set<InstanceRef> changed = takeListing(false);
                reader.readProfiles();
                clustered = server.clustered();
                if (clustered) {
                    reader.readMembers();
                }
                if (!live() || connection != connections.get()) {
                    return;
                }
                if (!host.healthIs(this, verdict)) {
                    host.instancesChanged(changed);
                }
                host.listed();
                follower.followAll();
            } else {
                host.healthIs(this, verdict);
                listLater(work.relistInterval());
                return;
            }
            backoff.reset();
            listLater(work.relistInterval());
        } catch (IncusException e) {
            LOG.infof("host=%s: the server answers the event stream but not its calls: %s", host.key(), e.getMessage());
            if (live()) {
                host.healthIs(this, ConnectionFailure.of(e));
                verifyLater();
            }
        }
    }

    /** Of several that wait, each after another connection, only the last is wanted. */
    private void verifyLater() {
        long turn = verifyTurn.incrementAndGet();
        work.queueAfter(backoff.next(), () -> {
            if (turn == verifyTurn.get()) {
                verifyAndList();
            }
        });
    }

    /**
     * Lists anew because it is time to, or because it is cheaper than reading one by one; once the host has had a rest from the
     * last listing. What has ended until then is shown by it.
     */
    void listSoon() {
        if (listingQueued.compareAndSet(false, true)) {
            work.queue(this::relist);
        }
    }

    private void relist() {
        Duration rest = pace.rest();
        if (live() && !rest.isZero()) {
            work.queueAfter(rest, this::relist);
            return;
        }
        listingQueued.set(false);
        follower.show(live() ? listed() : Optional.empty());
    }

    private Optional<Set<InstanceRef>> listed() {
        if (host.health() instanceof Health.Connected) {
            return list();
        }
        // tells by itself what that has changed
        verifyAndList();
        return host.health() instanceof Health.Connected ? Optional.of(Set.of()) : Optional.empty();
    }

    /** What has changed, to be told. Empty where that could not be done; it is tried again later. */
    private Optional<Set<InstanceRef>> list() {
        try {
            boolean withState = stateDue.getAndSet(false);
            Set<InstanceRef> changed = takeListing(withState);
            if (withState && !(statesFit && host.memory().size() <= MOST_WITH_STATE)) {
                host.addresses().lookAtAll();
            }
            backoff.reset();
            listLater(work.relistInterval());
            host.listed();
            return Optional.of(changed);
        } catch (IncusException e) {
            LOG.infof("host=%s: listing failed, it is tried again: %s", host.key(), e.getMessage());
            if (e instanceof IncusException.MalformedAnswer malformed && malformed.isTooLarge()) {
                // what is there can't be seen any more, and it is not for the host to change that
                host.healthIs(this, ConnectionFailure.of(e));
            }
            listLater(backoff.next());
            return Optional.empty();
        }
    }

    /** Lists with the state of all, and tells what is news; whether that could be done. On the host's queue. */
    boolean listWithState() {
        try {
            host.instancesChanged(takeListing(true));
            return statesFit;
        } catch (IncusException e) {
            LOG.debugf("host=%s: listing with states: %s", host.key(), e.getMessage());
            return false;
        }
    }

    /** What an instance's state and snapshots add to its answer its guest and its users decide: where it is too much, it is listed without. */
    private InstanceListing listing(boolean withState) {
        if (withState && statesFit && host.memory().size() <= MOST_WITH_STATE) {
            try {
                return client.instances().listWithState();
            } catch (IncusException.MalformedAnswer | IncusException.NoAnswer e) {
                LOG.infof("host=%s: its listing with states is too much: %s", host.key(), e.getMessage());
                statesFit = false;
            }
        }
        return client.instances().listWhatCanBeRead();
    }

    private Set<InstanceRef> takeListing(boolean withState) {
        // another server that is accepted meanwhile has a memory of its own, to which this listing is nothing
        HostMemory memory = host.memory();
        long begun = memory.begin();
        long asked = pace.begin();
        InstanceListing listing = listing(withState);
        pace.listed(asked);
        if (listing.unreadable() > 0) {
            LOG.warnf(
                    "host=%s: %d of its instances cannot be read in its listing; what it lacks is asked for one by one",
                    host.key(), listing.unreadable());
        }
        Set<InstanceRef> changed = memory.applyListing(begun, listing);
        host.operations().prune();
        if (listing.unreadable() > 0) {
            reader.drainSoon();
        }
        return changed;
    }

    /** One timer runs at a time: a later call replaces what an earlier one arranged. */
    private void listLater(Duration pause) {
        long turn = relistTurn.incrementAndGet();
        work.after(pause, () -> {
            if (turn == relistTurn.get() && !closed) {
                stateDue.set(true);
                listSoon();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        streaming = false;
        client.events().close();
        client.close();
    }

    /** What a lifecycle event is about, as far as it matters here. */
    private enum Subject {
        INSTANCE,
        PROFILE,
        PROJECT,
        MEMBER,
        CERTIFICATE,
        OTHER;

        /** What happens in or beside an instance and changes nothing that its listing shows. */
        private static final List<String> HARMLESS = List.of(
                "instance-exec",
                "instance-console",
                "instance-file-",
                "instance-log-",
                "instance-metadata",
                "instance-backup-",
                "instance-snapshot-");

        static Subject of(String action) {
            if (action.startsWith("instance-")) {
                return HARMLESS.stream().anyMatch(action::startsWith) ? OTHER : INSTANCE;
            }
            if (action.startsWith("profile-")) {
                return PROFILE;
            }
            if (action.startsWith("cluster-member-")) {
                return MEMBER;
            }
            if (action.equals("certificate-updated")) {
                return CERTIFICATE;
            }
            return action.startsWith("project-") ? PROJECT : OTHER;
        }
    }
}
