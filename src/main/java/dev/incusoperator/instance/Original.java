package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Claim;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Admission;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is copied.
 *
 * @param name in the words of a person
 * @param owner the namespace that the instance belongs to now, also where a snapshot of it is copied; as
 *     {@link Mark#namespaceOf}
 */
record Original(String name, Sighting seen, String owner) {

    /** @param turn for a snapshot, which only the host can show */
    static Optional<Original> of(Host host, @Nullable CopySource copy, InstanceRef instance, Mark mark, OneTurn turn) {
        if (copy == null) {
            return Optional.empty();
        }
        InstanceRef original = new InstanceRef(instance.project(), copy.instance());
        Sighting there = host.look(original);
        String owner = there instanceof Sighting.Seen seen ? mark.namespaceOf(seen.instance()) : "";
        return Optional.of(
                copy.snapshot() == null || !(there instanceof Sighting.Seen)
                        ? new Original("instance " + original.name(), there, owner)
                        : new Original(
                                "snapshot " + copy.snapshot() + " of instance " + original.name(),
                                snapshot(host, original, copy.snapshot(), Claims.toLook(instance, mark), turn),
                                owner));
    }

    private static Sighting snapshot(Host host, InstanceRef original, String name, Claim copy, OneTurn turn) {
        return turn.at(host, copy) instanceof Admission.Turn
                ? host.snapshot(original, name)
                : new Sighting.Pending(
                        "it is not the turn of " + copy.instance().name());
    }

    /** As it is seen; only where it is. */
    Instance copied() {
        return ((Sighting.Seen) seen).instance();
    }

    /** Why it cannot be copied now; empty where it is seen. */
    Optional<Gate> missing(InstanceRef instance, Host host) {
        if (seen instanceof Sighting.Seen) {
            return Optional.empty();
        }
        String where =
                " in project " + instance.project() + " on host " + host.key().name();
        return Optional.of(
                seen instanceof Sighting.Gone
                        ? new Gate.SourceMissing("there is no " + name + where
                                + " to copy: make it, or name another one in spec.copyFrom")
                        : new Gate.Unjudged(name + where + ", which is to be copied, cannot be seen yet"));
    }
}
