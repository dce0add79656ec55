package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.AdoptPolicy;
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
import dev.incusoperator.policy.AccessPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the policy about one resource: about the instance as its resource keeps it, or takes it over, and about the one that
 * its resource would make.
 */
final class AccessCheck {
    private final AccessPolicy policy = new AccessPolicy();
    private final NamespaceLabels namespaces;

    AccessCheck(NamespaceLabels namespaces) {
        this.namespaces = namespaces;
    }

    /** Whether a namespace can be judged; where not, it is told when it can. */
    boolean hasHeardOf(String namespace) {
        return namespaces.of(namespace).isPresent();
    }

    /** As {@link #gate(Host, InstanceSpec, InstanceRef, Sighting, Mark, OneTurn)}, with a turn of its own. */
    Gate gate(Host host, InstanceSpec spec, InstanceRef instance, Sighting sighting, Mark mark) {
        try (OneTurn turn = new OneTurn()) {
            return gate(host, spec, instance, sighting, mark, turn);
        }
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
    Gate gate(Host host, InstanceSpec spec, InstanceRef instance, Sighting sighting, Mark mark, OneTurn turn) {
        boolean judged = isJudged(host);
        Optional<Map<String, String>> labels = judged ? namespaces.of(mark.namespace()) : Optional.of(Map.of());
        if (labels.isEmpty()) {
            // it would be taken for one without labels, which a rule may be for
            return new Gate.Unjudged("the operator has not heard of the namespace " + mark.namespace() + " yet");
        }
        // what needs no look at the host comes first: to whom a project is closed learns nothing of what is in it
        AccessJudge entry = new AccessJudge(policy, host, spec, instance, mark, labels.get(), List.of());
        if (judged && entry.entry() instanceof Gate.Denied denied) {
            return denied;
        }
        Optional<Instance> kept = there(sighting, mark, true);
        boolean made = kept.isEmpty() || !Applied.of(kept.get()).isFrom(Declared.of(spec, ""));
        Optional<Original> source = made ? Original.of(host, spec.copyFrom(), instance, mark, turn) : Optional.empty();
        Optional<Gate> sourceless = source.flatMap(original -> original.missing(instance, host));
        if (sourceless.isPresent()) {
            return sourceless.get();
        }
        if (!judged) {
            return new Gate.Open(Optional.of(AccessJudge.profilesOfNew(spec, source)), false);
        }
        Optional<List<Profile>> profiles = host.profiles(instance.project());
        if (profiles.isEmpty()) {
            return new Gate.Unjudged("the profiles of project " + instance.project() + " on host "
                    + host.key().name() + " are being read");
        }
        AccessJudge judge = new AccessJudge(policy, host, spec, instance, mark, labels.get(), profiles.get());
        Optional<Instance> taken =
                spec.adoptOrDefault() == AdoptPolicy.NEVER ? Optional.empty() : there(sighting, mark, false);
        if (taken.isPresent()) {
            return judge.taken(taken.get());
        }
        Gate now = kept.map(judge::kept).orElseGet(Gate.Open::new);
        return now instanceof Gate.Open && made ? judge.made(source) : now;
    }

    private static boolean isJudged(Host host) {
        return host.key().kind() != HostKind.INCUS_HOST;
    }

    /** Whether something that the resource's instance has, or is to have, could be refused. */
    boolean mayRefuse(Host host, InstanceRef instance, Mark mark) {
        return isJudged(host)
                && !namespaces
                        .of(mark.namespace())
                        .filter(labels -> policy.givesEverything(
                                mark.namespace(),
                                labels,
                                instance.project(),
                                host.spec().accessOrEmpty()))
                        .isPresent();
    }

    /** What is there already, and is ours or is not. */
    private static Optional<Instance> there(Sighting sighting, Mark mark, boolean ours) {
        return sighting instanceof Sighting.Seen seen && ours == (mark.of(seen.instance()) == Ownership.OURS)
                ? Optional.of(seen.instance())
                : Optional.empty();
    }
}
