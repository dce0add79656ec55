package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.AdoptPolicy;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Admission;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import dev.incusoperator.policy.AccessDecision;
import dev.incusoperator.policy.AccessPolicy;
import dev.incusoperator.policy.AccessRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policy about one resource: about the instance as its resource keeps it, or takes it over, and about the one that
 * its resource would make.
 */
final class AccessCheck {
    private static final List<String> DEFAULT_PROFILES = List.of("default");

    private final AccessPolicy policy = new AccessPolicy();
    private final NamespaceLabels namespaces;

    AccessCheck(NamespaceLabels namespaces) {
        this.namespaces = namespaces;
    }

    /** Whether a namespace can be judged; where not, it is told when it can. */
    boolean hasHeardOf(String namespace) {
        return namespaces.of(namespace).isPresent();
    }

    /**
     * Whether a namespace may look into a project of a host at all: a namespace's own host is open to it. One that is not known
     * may not.
     */
    boolean enters(Host host, String namespace, String project) {
        return host.key().kind() == HostKind.INCUS_HOST
                || namespaces
                        .of(namespace)
                        .filter(labels -> policy.enters(
                                namespace, labels, project, host.spec().accessOrEmpty()))
                        .isPresent();
    }

    /**
     * Open, or why not. A namespace's own host is judged by its server alone: its credentials are the namespace's.
     *
     * @param sighting what is there; whoever acts upon the answer acts upon this same sighting
     */
    Gate gate(Host host, InstanceSpec spec, InstanceRef instance, Sighting sighting, Mark mark) {
        boolean judged = host.key().kind() != HostKind.INCUS_HOST;
        Optional<Map<String, String>> labels = judged ? namespaces.of(mark.namespace()) : Optional.of(Map.of());
        if (labels.isEmpty()) {
            // it would be taken for one without labels, which a rule may be for
            return new Gate.Unjudged("the operator has not heard of the namespace " + mark.namespace() + " yet");
        }
        // what needs no look at the host comes first: to whom a project is closed learns nothing of what is in it
        Judge entry = new Judge(host, spec, instance, mark, labels.get(), List.of());
        if (judged && entry.asked(false, Optional.empty(), new Expansion()) instanceof Gate.Denied denied) {
            return denied;
        }
        Optional<Instance> kept = there(sighting, mark, true);
        boolean made = kept.isEmpty() || !Applied.of(kept.get()).isFrom(Declared.of(spec, ""));
        Optional<Source> source = made ? source(host, spec.copyFrom(), instance, mark) : Optional.empty();
        if (source.isPresent() && !(source.get().seen() instanceof Sighting.Seen)) {
            return without(source.get(), instance, host);
        }
        if (!judged) {
            return new Gate.Open();
        }
        Optional<List<Profile>> profiles = host.profiles(instance.project());
        if (profiles.isEmpty()) {
            return new Gate.Unjudged("the profiles of project " + instance.project() + " on host "
                    + host.key().name() + " are being read");
        }
        Judge judge = new Judge(host, spec, instance, mark, labels.get(), profiles.get());
        Optional<Instance> taken =
                spec.adoptOrDefault() == AdoptPolicy.NEVER ? Optional.empty() : there(sighting, mark, false);
        if (taken.isPresent()) {
            return judge.taken(taken.get());
        }
        Gate now = kept.map(judge::kept).orElseGet(Gate.Open::new);
        return now instanceof Gate.Open && made ? judge.made(source) : now;
    }

    /** What is there already, and is ours or is not. */
    private static Optional<Instance> there(Sighting sighting, Mark mark, boolean ours) {
        return sighting instanceof Sighting.Seen seen && ours == (mark.of(seen.instance()) == Ownership.OURS)
                ? Optional.of(seen.instance())
                : Optional.empty();
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

    private static Optional<Source> source(Host host, @Nullable CopySource copy, InstanceRef instance, Mark mark) {
        if (copy == null) {
            return Optional.empty();
        }
        InstanceRef original = new InstanceRef(instance.project(), copy.instance());
        Sighting there = host.look(original);
        String owner = there instanceof Sighting.Seen seen ? mark.namespaceOf(seen.instance()) : "";
        return Optional.of(
                copy.snapshot() == null || !(there instanceof Sighting.Seen)
                        ? new Source("instance " + original.name(), there, owner)
                        : new Source(
                                "snapshot " + copy.snapshot() + " of instance " + original.name(),
                                snapshot(host, original, copy.snapshot(), instance),
                                owner));
    }

    private static Sighting snapshot(Host host, InstanceRef original, String name, InstanceRef copy) {
        if (host.turn(copy) instanceof Admission.Turn turn) {
            try (turn) {
                return host.snapshot(original, name);
            }
        }
        return new Sighting.Pending("it is not the turn of " + copy.name());
    }

    private static Gate without(Source source, InstanceRef instance, Host host) {
        String where =
                " in project " + instance.project() + " on host " + host.key().name();
        return source.seen() instanceof Sighting.Gone
                ? new Gate.SourceMissing("there is no " + source.name() + where
                        + " to copy: make it, or name another one in spec.copyFrom")
                : new Gate.Unjudged(source.name() + where + ", which is to be copied, cannot be seen yet");
    }

    /** Of one resource, with what is known of its host. */
    private final class Judge {
        private final Host host;
        private final InstanceSpec spec;
        private final InstanceRef instance;
        private final Mark mark;
        private final Map<String, String> namespaceLabels;
        private final List<Profile> profiles;

        private Judge(
                Host host,
                InstanceSpec spec,
                InstanceRef instance,
                Mark mark,
                Map<String, String> namespaceLabels,
                List<Profile> profiles) {
            this.host = host;
            this.spec = spec;
            this.instance = instance;
            this.mark = mark;
            this.namespaceLabels = namespaceLabels;
            this.profiles = profiles;
        }

        /** As it will be when the resource's last change is written. */
        Gate kept(Instance own) {
            List<String> names = spec.profiles() == null ? own.profiles() : spec.profiles();
            return unknownProfile(names)
                    .orElseGet(
                            () -> asked(false, Optional.empty(), profiled(names).keeping(own, spec)));
        }

        /** Both as it is, for as long as it stays so, and as it is to become: the namespace would have all that it has. */
        Gate taken(Instance other) {
            List<String> names = spec.profiles() == null ? other.profiles() : spec.profiles();
            return unknownProfile(names).orElseGet(() -> {
                Gate now = asked(true, Optional.empty(), new Expansion().of(other));
                return now instanceof Gate.Open
                        ? asked(true, Optional.empty(), profiled(names).copying(other, spec))
                        : now;
            });
        }

        /** A copy has the config and devices of its original, and its profiles where none are named: it is judged with them. */
        Gate made(Optional<Source> source) {
            Optional<Instance> original = source.map(Source::copied);
            List<String> names = spec.profiles() == null
                    ? original.map(Instance::profiles).orElse(DEFAULT_PROFILES)
                    : spec.profiles();
            return unknownProfile(names).orElseGet(() -> {
                Expansion expansion = profiled(names);
                return asked(
                        false,
                        source.map(Source::owner),
                        original.map(from -> expansion.copying(from, spec)).orElseGet(() -> expansion.adding(spec)));
            });
        }

        private Expansion profiled(List<String> names) {
            Expansion expansion = new Expansion();
            names.forEach(name -> profiles.stream()
                    .filter(profile -> profile.name().equals(name))
                    .forEach(profile -> expansion.with(profile.config(), profile.devices())));
            return expansion;
        }

        /** Of a profile that is not known it cannot be judged what it gives; the host says when there is one. */
        private Optional<Gate> unknownProfile(List<String> names) {
            return names.stream()
                    .filter(name -> profiles.stream()
                            .noneMatch(profile -> profile.name().equals(name)))
                    .findFirst()
                    .map(name -> new Gate.ProfileMissing("there is no profile " + name + " in project "
                            + instance.project() + " on host " + host.key().name()
                            + ": make it (incus profile create " + name + "), or name another one in spec.profiles"));
        }

        private Gate asked(boolean adopt, Optional<String> copyOf, Expansion expansion) {
            AccessDecision decision = policy.decide(
                    new AccessRequest(
                            mark.namespace(),
                            namespaceLabels,
                            instance.project(),
                            spec.image() == null ? null : spec.image().remote(),
                            spec.target(),
                            adopt,
                            copyOf.orElse(null),
                            expansion.config(),
                            expansion.devices()),
                    host.spec().accessOrEmpty());
            return decision instanceof AccessDecision.Denied denied
                    ? new Gate.Denied("host " + host.key().name() + " does not allow this: " + denied.message())
                    : new Gate.Open();
        }
    }
}
