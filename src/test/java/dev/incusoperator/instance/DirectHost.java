package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Claim;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A host that remembers nothing but the state that it was last asked for: whatever else is asked of it, it asks its server at once. So
 * a test waits for no event.
 */
final class DirectHost extends FakeHost {
    private final IncusClient client;
    private final Set<String> tracked = new HashSet<>();
    private final Set<String> permits = new HashSet<>();
    private boolean away;
    private boolean busy;
    private Optional<Duration> later = Optional.empty();
    private int refreshes;
    private boolean talking;
    private boolean knowsWork;
    private Optional<Sighting> remembered = Optional.empty();
    private Optional<Instance> refreshed = Optional.empty();
    private Runnable betweenLooks = () -> {};
    private Sighting lastLook = new Sighting.Gone();
    private Optional<HostSpec> declared = Optional.empty();

    /** @param allow what its access rule gives, as YAML */
    DirectHost(IncusClient client, String allow) {
        super("access: [{name: all, namespaces: {names: [team-a]}, allow: " + allow + "}]");
        this.client = client;
    }

    /** It cannot be called, though it was just now. */
    void away(boolean value) {
        away = value;
    }

    /** It has as much under way as it may have. */
    void busy(boolean value) {
        busy = value;
    }

    /** It may not be talked to now, for about so long; from now on, or no more. */
    void later(Optional<Duration> about) {
        later = about;
    }

    /** What happens each time after it has been looked at. */
    void betweenLooks(Runnable what) {
        betweenLooks = what;
    }

    /** As declared from now on, as YAML. */
    void declared(String spec) {
        declared = Optional.of(Given.read(HostSpec.class, spec));
    }

    @Override
    public HostSpec spec() {
        return declared.orElseGet(super::spec);
    }

    /** How often a state was asked for. */
    int refreshes() {
        return refreshes;
    }

    @Override
    public Admission turn(Claim claim) {
        if (talking) {
            throw new IllegalStateException("there is a turn already: on a live host the second one could be missing");
        }
        if (later.isPresent()) {
            return new Admission.Later(later.get());
        }
        talking = true;
        return (Admission.Turn) () -> talking = false;
    }

    /** What it sees now is what it will see: news has not come yet. */
    void remembers(InstanceRef instance) {
        remembered = Optional.of(read(instance, false));
    }

    /** News has come. */
    void remembersNothing() {
        remembered = Optional.empty();
    }

    Set<String> tracked() {
        return Set.copyOf(tracked);
    }

    @Override
    public Health health() {
        return new Health.Connected(client.server().get());
    }

    @Override
    public Sighting look(InstanceRef instance) {
        Sighting seen = atWork(remembered.orElseGet(() -> withState(read(instance, false))));
        lastLook = seen;
        betweenLooks.run();
        return seen;
    }

    private Sighting atWork(Sighting sighting) {
        return sighting instanceof Sighting.Seen seen
                ? new Sighting.Seen(
                        seen.instance(), seen.etag(), knowsWork ? running(seen.instance()) : Optional.empty())
                : sighting;
    }

    private Optional<ServerOperation> running(Instance instance) {
        return client.operations().list(instance.project()).stream()
                .filter(operation -> !operation.done() && !tracked.contains(operation.id()))
                .filter(operation -> operation.isAbout(instance.name()))
                .map(operation -> new ServerOperation(operation.id(), operation.description()))
                .findFirst();
    }

    /** As one that has asked: from then on it knows. */
    @Override
    public Optional<ServerOperation> work(Instance instance) {
        knowsWork = true;
        return running(instance);
    }

    /** As a live host has it: the state is kept while the instance runs on. */
    private Sighting withState(Sighting sighting) {
        return sighting instanceof Sighting.Seen seen
                ? refreshed
                        .filter(before -> sameRun(before, seen.instance()))
                        .<Sighting>map(
                                before -> new Sighting.Seen(seen.instance().withState(before.state()), seen.etag()))
                        .orElse(seen)
                : sighting;
    }

    private static boolean sameRun(Instance before, Instance now) {
        return before.ref().equals(now.ref())
                && before.statusCode() == now.statusCode()
                && Inside.run(before).equals(Inside.run(now));
    }

    /** Of what was seen before, events would have told what has become of it; nothing else is asked for. */
    @Override
    public Sighting lookForOwn(InstanceRef instance, Predicate<Instance> own) {
        return lastLook instanceof Sighting.Seen ? super.lookForOwn(instance, own) : new Sighting.Gone();
    }

    @Override
    public Sighting refresh(InstanceRef instance) {
        refreshes++;
        Sighting sighting = read(instance, true);
        refreshed = sighting instanceof Sighting.Seen seen ? Optional.of(seen.instance()) : Optional.empty();
        return sighting;
    }

    @Override
    public Sighting snapshot(InstanceRef instance, String snapshot) {
        return client.instances()
                .snapshot(instance, snapshot)
                .<Sighting>map(found -> new Sighting.Seen(found, ""))
                .orElseGet(Sighting.Gone::new);
    }

    private Sighting read(InstanceRef instance, boolean withState) {
        try {
            return client.instances()
                    .get(instance, withState)
                    .<Sighting>map(read -> new Sighting.Seen(read.value(), read.etag()))
                    .orElseGet(Sighting.Gone::new);
        } catch (IncusException e) {
            return new Sighting.Unknown(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<List<Profile>> profiles(String project) {
        return Optional.of(client.server().profiles(project));
    }

    @Override
    public void track(String operation, InstanceRef instance) {
        tracked.add(operation);
    }

    @Override
    public void trackCommand(String operation, InstanceRef instance) {
        tracked.add(operation);
    }

    @Override
    public OperationView operation(String operation, InstanceRef instance) {
        if (!tracked.contains(operation)) {
            return new OperationView.NotTracked();
        }
        return client.operations()
                .get(operation)
                .<OperationView>map(read -> read.done() ? new OperationView.Ended(read) : new OperationView.Running(""))
                .orElseGet(OperationView.Lost::new);
    }

    @Override
    public void forget(String operation, InstanceRef instance) {
        tracked.remove(operation);
    }

    @Override
    public void letGo(String operation, InstanceRef instance) {
        forget(operation, instance);
        permits.remove(operation);
    }

    /** The operations that hold a permit. */
    Set<String> permits() {
        return Set.copyOf(permits);
    }

    @Override
    public Optional<Permit> permit(Claim claim) {
        return busy
                ? Optional.empty()
                : Optional.of(new Permit() {
                    @Override
                    public void heldBy(String operation) {
                        permits.add(operation);
                    }

                    @Override
                    public void close() {}
                });
    }

    @Override
    public Optional<IncusClient> client() {
        return away ? Optional.empty() : Optional.of(client);
    }
}
