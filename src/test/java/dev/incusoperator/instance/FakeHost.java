package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Claim;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.HostKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A ClusterIncusHost of which a test says what is known; nothing can be asked of it. */
class FakeHost implements Host {
    private final HostKey key;
    private HostSpec spec;
    private final Map<InstanceRef, Sighting> sightings = new HashMap<>();
    private final Map<String, Sighting> snapshots = new HashMap<>();
    private Optional<List<Profile>> profiles = Optional.empty();

    /** Its access rule is for that namespace from now on. */
    void declared(boolean paused, String namespace) {
        spec = Given.read(
                HostSpec.class,
                "{paused: " + paused + ", access: [{name: all, namespaces: {names: [" + namespace
                        + "]}, allow: {everything: true}}]}");
    }

    /** {@code spec} is the host's spec as YAML. */
    FakeHost(String spec) {
        this(new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local"), spec);
    }

    FakeHost(HostKey key, String spec) {
        this.key = key;
        this.spec = Given.read(HostSpec.class, spec);
    }

    FakeHost has(Instance instance) {
        return sees(instance.ref(), Given.sight(instance));
    }

    FakeHost sees(InstanceRef ref, Sighting sighting) {
        sightings.put(ref, sighting);
        return this;
    }

    /** Its profiles are known from now on, and this is one of them. */
    FakeHost profile(String name, Map<String, String> config, Map<String, Map<String, String>> devices) {
        List<Profile> all = new ArrayList<>(profiles.orElse(List.of()));
        all.add(new Profile("default", name, config, devices));
        profiles = Optional.of(all);
        return this;
    }

    @Override
    public HostKey key() {
        return key;
    }

    @Override
    public HostSpec spec() {
        return spec;
    }

    @Override
    public Health health() {
        return new Health.Connecting();
    }

    @Override
    public Sighting look(InstanceRef instance) {
        return sightings.getOrDefault(instance, new Sighting.Gone());
    }

    @Override
    public Sighting lookForOwn(InstanceRef instance, Predicate<Instance> own) {
        Sighting sighting = look(instance);
        return sighting instanceof Sighting.Seen seen && !own.test(seen.instance()) ? new Sighting.Gone() : sighting;
    }

    @Override
    public List<Instance> instances() {
        return sightings.values().stream()
                .filter(Sighting.Seen.class::isInstance)
                .map(seen -> ((Sighting.Seen) seen).instance())
                .toList();
    }

    @Override
    public Optional<ClusterMember> member(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> lastActor(InstanceRef instance) {
        return Optional.empty();
    }

    @Override
    public Optional<List<Profile>> profiles(String project) {
        return profiles;
    }

    @Override
    public void watchAddresses(InstanceRef instance, AddressWatch watch) {}

    @Override
    public Optional<ServerOperation> work(Instance instance) {
        return Optional.empty();
    }

    @Override
    public Sighting refresh(InstanceRef instance) {
        return look(instance);
    }

    /** That instance had a snapshot taken when it was as this one is. */
    FakeHost snapshot(InstanceRef of, String name, Instance then) {
        snapshots.put(of + "/" + name, Given.sight(then));
        return this;
    }

    @Override
    public Sighting snapshot(InstanceRef instance, String snapshot) {
        return snapshots.getOrDefault(instance + "/" + snapshot, new Sighting.Gone());
    }

    @Override
    public void track(String operation, InstanceRef instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void trackCommand(String operation, InstanceRef instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OperationView operation(String operation, InstanceRef instance) {
        return new OperationView.NotTracked();
    }

    @Override
    public void forget(String operation, InstanceRef instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void letGo(String operation, InstanceRef instance) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Admission turn(Claim claim) {
        return (Admission.Turn) () -> {};
    }

    @Override
    public Optional<Permit> permit(Claim claim) {
        return Optional.empty();
    }

    @Override
    public Optional<ConfigCatalogue> configuration() {
        return Optional.empty();
    }

    @Override
    public Optional<IncusClient> client() {
        return Optional.empty();
    }
}
