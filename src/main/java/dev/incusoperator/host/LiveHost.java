package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What others see of a host that lives. */
final class LiveHost implements Host {
    private static final int FROZEN = 110;

    private final HostLife life;

    LiveHost(HostLife life) {
        this.life = life;
    }

    HostLife life() {
        return life;
    }

    @Override
    public HostKey key() {
        return life.key();
    }

    @Override
    public HostSpec spec() {
        return life.declaration().spec();
    }

    @Override
    public Health health() {
        return life.health();
    }

    @Override
    public Sighting look(InstanceRef instance) {
        Optional<HostSession> session = life.connected();
        if (session.isEmpty()) {
            return away();
        }
        Sighting sighting = life.memory().look(instance);
        if (!(sighting instanceof Sighting.Seen) && !life.memory().knows(instance.project())) {
            session.get().reader().checkProjectSoon(instance.project());
        } else if (sighting instanceof Sighting.Pending) {
            session.get().reader().drainSoon();
        }
        return sighting instanceof Sighting.Seen seen ? atWork(seen) : sighting;
    }

    private Sighting atWork(Sighting.Seen seen) {
        return new Sighting.Seen(seen.instance(), seen.etag(), known(seen.instance()));
    }

    private Optional<ServerOperation> known(Instance instance) {
        return life.operations().on(instance.ref(), instance.statusCode() == FROZEN);
    }

    @Override
    public void watchAddresses(InstanceRef instance, AddressWatch watch) {
        life.addresses().watch(instance, watch);
    }

    @Override
    public Optional<ServerOperation> work(Instance instance) {
        life.connected().ifPresent(session -> session.askForOperations(instance.ref()));
        return known(instance);
    }

    private Sighting away() {
        return new Sighting.Unknown(
                life.health() instanceof Health.Failed failed
                        ? failed.message()
                        : "host " + key() + " is being connected to");
    }

    @Override
    public Sighting lookForOwn(InstanceRef instance, Predicate<Instance> own) {
        return life.connected().isPresent() ? life.memory().lookForOwn(instance, own) : away();
    }

    @Override
    public List<Instance> instances() {
        return life.connected().isPresent() ? life.memory().instances() : List.of();
    }

    @Override
    public Optional<ClusterMember> member(String name) {
        return life.memory().member(name);
    }

    @Override
    public Optional<String> lastActor(InstanceRef instance) {
        return life.memory().actor(instance);
    }

    @Override
    public Optional<List<Profile>> profiles(String project) {
        Optional<List<Profile>> known = life.memory().profiles(project);
        if (known.isEmpty()) {
            life.connected().ifPresent(session -> session.reader().readProfilesSoon(project));
        }
        return known;
    }

    @Override
    public Sighting refresh(InstanceRef instance) {
        Optional<HostSession> session = life.connected();
        if (session.isEmpty()) {
            return look(instance);
        }
        try {
            if (session.get().reader().read(instance, true)) {
                life.instancesChanged(Set.of(instance));
            }
        } catch (IncusException e) {
            session.get().reader().unread(instance);
            return new Sighting.Unknown(String.valueOf(e.getMessage()));
        }
        return look(instance);
    }

    @Override
    public Sighting snapshot(InstanceRef instance, String snapshot) {
        Optional<IncusClient> client = client();
        if (client.isEmpty()) {
            return new Sighting.Unknown("host " + key() + " is away");
        }
        try {
            return client.get()
                    .instances()
                    .snapshot(instance, snapshot)
                    .<Sighting>map(found -> new Sighting.Seen(found, ""))
                    .orElseGet(Sighting.Gone::new);
        } catch (IncusException e) {
            return new Sighting.Unknown(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void track(String operation, InstanceRef instance) {
        life.track(operation, instance, false);
    }

    @Override
    public void trackCommand(String operation, InstanceRef instance) {
        life.track(operation, instance, true);
    }

    @Override
    public OperationView operation(String operation, InstanceRef instance) {
        return life.operations().view(operation, instance);
    }

    @Override
    public void forget(String operation, InstanceRef instance) {
        life.operations().forget(operation, instance);
    }

    @Override
    public void letGo(String operation, InstanceRef instance) {
        life.operations().letGo(operation, instance);
    }

    @Override
    public Admission turn(Claim claim) {
        return life.turns().take(claim);
    }

    @Override
    public Optional<Permit> permit(Claim claim) {
        return life.operations().permit(claim);
    }

    @Override
    public Optional<ConfigCatalogue> configuration() {
        return life.connected().flatMap(HostSession::configuration);
    }

    @Override
    public Optional<IncusClient> client() {
        return life.connected().map(HostSession::client);
    }
}
