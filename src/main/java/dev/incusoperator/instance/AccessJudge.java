package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.AdoptPolicy;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.host.Host;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.policy.AccessDecision;
import dev.incusoperator.policy.AccessPolicy;
import dev.incusoperator.policy.AccessRequest;
import dev.incusoperator.policy.Adoption;
import dev.incusoperator.policy.ProfileDevices;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the policy about the instance of one resource, with what is known of its host: as it is kept, taken over, or made. */
final class AccessJudge {
    /** What the server takes where none are named. */
    static final List<String> DEFAULT_PROFILES = List.of("default");

    private static final String VIRTUAL_MACHINE = "virtual-machine";

    private final AccessPolicy policy;
    private final Host host;
    private final InstanceSpec spec;
    private final InstanceRef instance;
    private final Mark mark;
    private final Map<String, String> namespaceLabels;
    private final List<Profile> profiles;

    AccessJudge(
            AccessPolicy policy,
            Host host,
            InstanceSpec spec,
            InstanceRef instance,
            Mark mark,
            Map<String, String> namespaceLabels,
            List<Profile> profiles) {
        this.policy = policy;
        this.host = host;
        this.spec = spec;
        this.instance = instance;
        this.mark = mark;
        this.namespaceLabels = namespaceLabels;
        this.profiles = profiles;
    }

    /** A copy has the profiles of its original where it names none. */
    static List<String> profilesOfNew(InstanceSpec spec, Optional<Original> source) {
        return spec.profiles() == null
                ? source.map(Original::copied).map(Instance::profiles).orElse(DEFAULT_PROFILES)
                : spec.profiles();
    }

    /** Where it is to be, and from what it is made. */
    Gate entry() {
        return asked(Adoption.NONE, Optional.empty(), false, new Expansion(), List.of());
    }

    /** As it will be when the resource's last change is written; and, for as long as that is not, as it is. */
    Gate kept(Instance own) {
        List<String> names = spec.profiles() == null ? own.profiles() : spec.profiles();
        return unknownProfile(names).orElseGet(() -> {
            Expansion becomes = profiled(names).keeping(own, spec);
            Gate gate = asked(Adoption.NONE, Optional.empty(), nests(own), becomes, names);
            return gate instanceof Gate.Open ? asItIs(own, becomes, gate) : gate;
        });
    }

    private Gate asItIs(Instance own, Expansion becomes, Gate given) {
        Expansion is = profiled(own.profiles()).having(own, spec);
        if (is.isLike(becomes)) {
            return given;
        }
        Gate gate = unknownProfile(own.profiles())
                .orElseGet(() -> asked(Adoption.NONE, Optional.empty(), nests(own), is, own.profiles()));
        return gate instanceof Gate.Denied denied
                ? new Gate.ChangeFirst(denied.message()
                        + "; the resource no longer asks for it, but the instance still has it, and is neither started nor"
                        + " used before it has been changed")
                : given;
    }

    /** Both as it is, for as long as it stays so, and as it is to become: the namespace would have all that it has. */
    Gate taken(Instance other) {
        List<String> names = spec.profiles() == null ? other.profiles() : spec.profiles();
        Adoption adoption =
                spec.adoptOrDefault() == AdoptPolicy.IF_ORPHANED ? Adoption.OF_ANOTHER_CLUSTER : Adoption.OF_UNOWNED;
        return unknownProfile(names).orElseGet(() -> {
            Gate now = asked(adoption, Optional.empty(), nests(other), new Expansion().of(other), other.profiles());
            return now instanceof Gate.Open
                    ? asked(
                            adoption,
                            Optional.empty(),
                            nests(other),
                            profiled(names).copying(other, spec),
                            names)
                    : now;
        });
    }

    /** A copy has the config and devices of its original, and its profiles where none are named: it is judged with them. */
    Gate made(Optional<Original> source) {
        Optional<Instance> original = source.map(Original::copied);
        List<String> names = profilesOfNew(spec, source);
        return unknownProfile(names).orElseGet(() -> {
            Expansion expansion = profiled(names);
            Gate given = asked(
                    Adoption.NONE,
                    source.map(Original::owner),
                    original.map(this::nests)
                            .orElseGet(() -> nests(spec.typeOrDefault() == InstanceType.VIRTUAL_MACHINE)),
                    original.map(from -> expansion.copying(from, spec)).orElseGet(() -> expansion.adding(spec)),
                    names);
            return given instanceof Gate.Open ? new Gate.Open(Optional.of(names), isJudgedBeforeStart()) : given;
        });
    }

    private boolean isJudgedBeforeStart() {
        return ImageConfig.mayBringSome(spec, host.spec(), Abilities.of(host.health()))
                && !policy.givesEnvironment(
                        mark.namespace(),
                        namespaceLabels,
                        instance.project(),
                        host.spec().accessOrEmpty());
    }

    private boolean nests(Instance there) {
        return nests(there.type().equals(VIRTUAL_MACHINE));
    }

    private boolean nests(boolean virtualMachine) {
        return virtualMachine && Abilities.of(host.health()).nestsVirtualMachines();
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
                .filter(name ->
                        profiles.stream().noneMatch(profile -> profile.name().equals(name)))
                .findFirst()
                .map(name -> new Gate.ProfileMissing("there is no profile " + name + " in project "
                        + instance.project() + " on host " + host.key().name()
                        + ": make it (incus profile create " + name + "), or name another one in spec.profiles"));
    }

    private Gate asked(
            Adoption adoption, Optional<String> copyOf, boolean nests, Expansion expansion, List<String> profileNames) {
        AccessDecision decision = policy.decide(
                new AccessRequest(
                        mark.namespace(),
                        namespaceLabels,
                        instance.project(),
                        spec.image() == null ? null : spec.image().remote(),
                        spec.target(),
                        adoption,
                        copyOf.orElse(null),
                        nests,
                        expansion.config(),
                        expansion.devices(),
                        ProfileDevices.of(
                                profiled(profileNames).devices(),
                                profiles.stream().map(Profile::devices).toList())),
                host.spec().accessOrEmpty());
        return decision instanceof AccessDecision.Denied denied
                ? new Gate.Denied("host " + host.key().name() + " does not allow this: " + denied.message())
                : new Gate.Open();
    }
}
