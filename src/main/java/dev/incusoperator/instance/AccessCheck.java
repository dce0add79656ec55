package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.AdoptPolicy;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import dev.incusoperator.policy.AccessDecision;
import dev.incusoperator.policy.AccessPolicy;
import dev.incusoperator.policy.AccessRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy about one resource: works out what the instance's configuration will be with its profiles, and with
 * what a copy takes along.
 */
final class AccessCheck {
    private static final List<String> DEFAULT_PROFILES = List.of("default");
    private static final List<String> CLOUD_INIT_KEYS =
            List.of("cloud-init.user-data", "cloud-init.vendor-data", "cloud-init.network-config");

    private final AccessPolicy policy = new AccessPolicy();
    private final NamespaceLabels namespaces;

    AccessCheck(NamespaceLabels namespaces) {
        this.namespaces = namespaces;
    }

    /** Open, or why not. A namespace's own host is judged by its server alone: its credentials are the namespace's. */
    Gate gate(Host host, InstanceSpec spec, InstanceRef instance, Mark mark) {
        Optional<Source> source = source(host, spec.copyFrom(), Declared.of(spec, ""), instance, mark);
        if (source.isPresent() && !(source.get().seen() instanceof Sighting.Seen)) {
            return without(source.get(), instance, host);
        }
        if (host.key().kind() == HostKind.INCUS_HOST) {
            return new Gate.Open();
        }
        Optional<List<Profile>> profiles = host.profiles(instance.project());
        if (profiles.isEmpty()) {
            return new Gate.Unjudged("the profiles of project " + instance.project() + " on host "
                    + host.key().name() + " are being read");
        }
        Optional<Gate> unknown = unknownProfile(host, spec, instance, profiles.get());
        if (unknown.isPresent()) {
            return unknown.get();
        }
        Optional<Instance> taken = adopted(host, spec, instance, mark);
        if (taken.isPresent()) {
            // both as it is, for as long as it stays so, and as it is to become
            Gate now = judged(host, spec, instance, mark, true, Optional.empty(), asItIs(taken.get()));
            return now instanceof Gate.Open
                    ? judged(host, spec, instance, mark, true, Optional.empty(), asItBecomes(taken.get(), spec))
                    : now;
        }
        Expanded expanded = expanded(spec, profiles.get(), source.map(Source::copied));
        return judged(host, spec, instance, mark, false, source.map(Source::owner), expanded);
    }

    /** Of a profile that is not known it cannot be judged what it gives; the host says when there is one. */
    private static Optional<Gate> unknownProfile(
            Host host, InstanceSpec spec, InstanceRef instance, List<Profile> known) {
        return Optional.ofNullable(spec.profiles()).orElse(List.of()).stream()
                .filter(name ->
                        known.stream().noneMatch(profile -> profile.name().equals(name)))
                .findFirst()
                .map(name -> new Gate.ProfileMissing("there is no profile " + name + " in project "
                        + instance.project() + " on host " + host.key().name()
                        + ": make it (incus profile create " + name + "), or name another one in spec.profiles"));
    }

    /**
     * What is copied.
     *
     * @param name in the words of a person
     * @param owner the namespace that the instance belongs to now, also where a snapshot of it is copied; as
     *     {@link Mark#namespaceOf}
     */
    private record Source(String name, Sighting seen, String owner) {
        Instance copied() {
            return ((Sighting.Seen) seen).instance();
        }
    }

    /** Once the copy is made it has of its own what it took along, and its original may go. */
    private static Optional<Source> source(
            Host host, @Nullable CopySource copy, Declared declared, InstanceRef instance, Mark mark) {
        if (copy == null) {
            return Optional.empty();
        }
        if (host.look(instance) instanceof Sighting.Seen own
                && mark.of(own.instance()) == Ownership.OURS
                && Applied.of(own.instance()).isFrom(declared)) {
            return Optional.of(new Source(instance.name(), own, mark.namespace()));
        }
        InstanceRef original = new InstanceRef(instance.project(), copy.instance());
        Sighting there = host.look(original);
        String owner = there instanceof Sighting.Seen seen ? mark.namespaceOf(seen.instance()) : "";
        return Optional.of(
                copy.snapshot() == null || !(there instanceof Sighting.Seen)
                        ? new Source("instance " + original.name(), there, owner)
                        : new Source(
                                "snapshot " + copy.snapshot() + " of instance " + original.name(),
                                host.snapshot(original, copy.snapshot()),
                                owner));
    }

    private static Gate without(Source source, InstanceRef instance, Host host) {
        String where =
                " in project " + instance.project() + " on host " + host.key().name();
        return source.seen() instanceof Sighting.Gone
                ? new Gate.SourceMissing("there is no " + source.name() + where
                        + " to copy: make it, or name another one in spec.copyFrom")
                : new Gate.Unjudged(source.name() + where + ", which is to be copied, cannot be seen yet");
    }

    /** What is there and would be taken over: the namespace would have all that it has. */
    private static Optional<Instance> adopted(Host host, InstanceSpec spec, InstanceRef instance, Mark mark) {
        boolean wanted = spec.adoptOrDefault() != AdoptPolicy.NEVER;
        return wanted && host.look(instance) instanceof Sighting.Seen seen && mark.of(seen.instance()) != Ownership.OURS
                ? Optional.of(seen.instance())
                : Optional.empty();
    }

    private static Expanded asItIs(Instance instance) {
        Expanded expanded = new Expanded();
        expanded.addOwn(instance.expandedConfig(), instance.expandedDevices());
        return expanded;
    }

    /** With what its declaration adds. */
    private static Expanded asItBecomes(Instance instance, InstanceSpec spec) {
        Expanded expanded = asItIs(instance);
        expanded.add(spec.configOrEmpty(), spec.devicesOrEmpty());
        return expanded;
    }

    private Gate judged(
            Host host,
            InstanceSpec spec,
            InstanceRef instance,
            Mark mark,
            boolean adopt,
            Optional<String> copyOf,
            Expanded expanded) {
        AccessDecision decision = policy.decide(
                new AccessRequest(
                        mark.namespace(),
                        namespaces.of(mark.namespace()),
                        instance.project(),
                        spec.image() == null ? null : spec.image().remote(),
                        spec.target(),
                        adopt,
                        copyOf.orElse(null),
                        expanded.config,
                        expanded.devices),
                host.spec().accessOrEmpty());
        return decision instanceof AccessDecision.Denied denied
                ? new Gate.Denied("host " + host.key().name() + " does not allow this: " + denied.message())
                : new Gate.Open();
    }

    /** A copy has the config and devices of its original, and its profiles where none are named: it is judged with them. */
    private static Expanded expanded(InstanceSpec spec, List<Profile> profiles, Optional<Instance> copied) {
        Expanded expanded = new Expanded();
        List<String> names =
                spec.profiles() == null ? copied.map(Instance::profiles).orElse(DEFAULT_PROFILES) : spec.profiles();
        for (String name : names) {
            profiles.stream()
                    .filter(profile -> profile.name().equals(name))
                    .forEach(profile -> expanded.add(profile.config(), profile.devices()));
        }
        copied.ifPresent(original -> expanded.addOwn(original.config(), original.devices()));
        expanded.add(spec.configOrEmpty(), spec.devicesOrEmpty());
        if (spec.cloudInit() != null) {
            CLOUD_INIT_KEYS.forEach(key -> expanded.config.put(key, ""));
        }
        return expanded;
    }

    /** Later layers win, key by key and device by device, as the server does it. */
    private static final class Expanded {
        private final Map<String, String> config = new HashMap<>();
        private final Map<String, Map<String, String>> devices = new HashMap<>();

        /** The server drops what is empty: what is below it shines through. */
        void add(Map<String, String> moreConfig, Map<String, Map<String, String>> moreDevices) {
            moreConfig.forEach((key, value) -> {
                if (!value.isEmpty()) {
                    config.put(key, value);
                }
            });
            moreDevices.forEach((name, device) -> devices.put(name, withoutEmpty(device)));
        }

        private static Map<String, String> withoutEmpty(Map<String, String> device) {
            Map<String, String> options = new HashMap<>(device);
            options.values().removeIf(String::isEmpty);
            return options;
        }

        /** What is the server's and the operator's own is not asked for by anybody. */
        void addOwn(Map<String, String> ownConfig, Map<String, Map<String, String>> ownDevices) {
            ownConfig.forEach((key, value) -> {
                if (!key.startsWith("volatile.")
                        && !key.startsWith("image.")
                        && !key.startsWith("user.incusoperator.")) {
                    config.put(key, value);
                }
            });
            devices.putAll(ownDevices);
        }
    }
}
