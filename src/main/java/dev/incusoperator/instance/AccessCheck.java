package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.policy.AccessDecision;
import dev.incusoperator.policy.AccessPolicy;
import dev.incusoperator.policy.AccessRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        if (host.key().kind() == HostKind.INCUS_HOST) {
            return new Gate.Open();
        }
        Optional<List<Profile>> profiles = host.profiles(instance.project());
        if (profiles.isEmpty()) {
            return new Gate.Unjudged("the profiles of project " + instance.project() + " on host "
                    + host.key().name() + " are being read");
        }
        Expanded expanded = new Expanded();
        // once it is made, a copy has nothing to do with what it was made from
        if (spec.copyFrom() != null && !(host.look(instance) instanceof Sighting.Seen)) {
            InstanceRef source =
                    new InstanceRef(instance.project(), spec.copyFrom().instance());
            Optional<Gate> refusal = addSource(expanded, host, source, mark);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        addProfiles(expanded, spec, profiles.get());
        expanded.add(spec.configOrEmpty(), spec.devicesOrEmpty());
        if (spec.cloudInit() != null) {
            CLOUD_INIT_KEYS.forEach(key -> expanded.config.put(key, ""));
        }
        return judged(host, spec, instance, mark, expanded);
    }

    private Gate judged(Host host, InstanceSpec spec, InstanceRef instance, Mark mark, Expanded expanded) {
        AccessDecision decision = policy.decide(
                new AccessRequest(
                        mark.namespace(),
                        namespaces.of(mark.namespace()),
                        instance.project(),
                        spec.image() == null ? null : spec.image().remote(),
                        spec.target(),
                        false,
                        expanded.config,
                        expanded.devices),
                host.spec().accessOrEmpty());
        return decision instanceof AccessDecision.Denied denied
                ? new Gate.Denied("host " + host.key().name() + " does not allow this: " + denied.message())
                : new Gate.Open();
    }

    private static void addProfiles(Expanded expanded, InstanceSpec spec, List<Profile> profiles) {
        List<String> names = spec.profiles() == null ? expanded.profiles : spec.profiles();
        for (String name : names) {
            profiles.stream()
                    .filter(profile -> profile.name().equals(name))
                    .forEach(profile -> expanded.add(profile.config(), profile.devices()));
        }
    }

    /** A copy has the config and devices of its source: it must be of the same namespace, and is judged with them. */
    private static Optional<Gate> addSource(Expanded expanded, Host host, InstanceRef source, Mark mark) {
        if (!(host.look(source) instanceof Sighting.Seen seen)) {
            return Optional.of(new Gate.Unjudged("the instance to copy, " + source.name() + " in project "
                    + source.project() + ", is not there on host " + host.key().name()));
        }
        if (!mark.sameNamespace(seen.instance())) {
            return Optional.of(new Gate.Denied("instance " + source.name() + " was not made from namespace "
                    + mark.namespace() + ": only instances of the same namespace can be copied"));
        }
        Instance copied = seen.instance();
        expanded.profiles = copied.profiles();
        expanded.add(copied.config(), copied.devices());
        expanded.config
                .keySet()
                .removeIf(key -> key.startsWith("volatile.")
                        || key.startsWith("image.")
                        || key.startsWith("user.incusoperator."));
        return Optional.empty();
    }

    /** Later layers win, key by key and device by device, as the server does it. */
    private static final class Expanded {
        /** Those of an instance that names none. */
        private List<String> profiles = DEFAULT_PROFILES;

        private final Map<String, String> config = new HashMap<>();
        private final Map<String, Map<String, String>> devices = new HashMap<>();

        void add(Map<String, String> moreConfig, Map<String, Map<String, String>> moreDevices) {
            config.putAll(moreConfig);
            devices.putAll(moreDevices);
        }
    }
}
