package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.exec.Rerun;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.instance.ready.CloudInitResults;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Looks: puts together from memory what the planner decides upon. Changes nothing, and calls nobody but for a snapshot that
 * is about to be copied.
 */
final class SituationReader {
    private static final Duration NEW = Duration.ofSeconds(5);
    private static final InstanceRef NOWHERE = new InstanceRef("default", "");

    private final Hosts hosts;
    private final AccessCheck access;
    private final Backoffs backoffs;
    private final PassingMoments passing;
    private final SourceSights sources;
    private final CloudInitResults cloudInit;
    private final ClusterIdentity cluster;
    private final Clock clock;

    SituationReader(
            Hosts hosts,
            AccessCheck access,
            Backoffs backoffs,
            PassingMoments passing,
            SourceSights sources,
            CloudInitResults cloudInit,
            ClusterIdentity cluster,
            Clock clock) {
        this.hosts = hosts;
        this.access = access;
        this.backoffs = backoffs;
        this.passing = passing;
        this.sources = sources;
        this.cloudInit = cloudInit;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Empty while it is too early to say anything: hosts are still being found or connected to, and will tell. */
    Optional<Situation> read(IncusInstance resource) {
        HostKey key = InstanceKeys.host(resource);
        Optional<Host> host = hosts.find(key);
        if (host.isEmpty()) {
            return hosts.synced() && !isNew(resource) ? Optional.of(without(resource, key)) : Optional.empty();
        }
        if (host.get().health() instanceof Health.Connecting || awaitsItsNamespace(resource)) {
            return Optional.empty();
        }
        Situation situation = with(resource, host.get());
        return situation.sighting() instanceof Sighting.Pending ? Optional.empty() : Optional.of(situation);
    }

    /** What is applied together comes one by one: the host of a resource that is this young may be the next. */
    private boolean isNew(IncusInstance resource) {
        return Optional.ofNullable(resource.getMetadata().getCreationTimestamp())
                .map(Instant::parse)
                .map(made -> Duration.between(made, clock.instant()).abs().compareTo(NEW) < 0)
                .orElse(false);
    }

    /** What is applied together comes in any order; nobody can be judged before the labels of the namespace are known. */
    private boolean awaitsItsNamespace(IncusInstance resource) {
        return !resource.isMarkedForDeletion()
                && !access.hasHeardOf(resource.getMetadata().getNamespace());
    }

    private Situation without(IncusInstance resource, HostKey key) {
        String message = "there is no " + key + ": create it, or name another host in spec.hostRef";
        return situation(
                resource, key, NOWHERE, new Gate.NoHost(message), new Sighting.Unknown(message), Optional.empty());
    }

    private Situation with(IncusInstance resource, Host host) {
        InstanceRef instance = InstanceKeys.instance(resource, host.spec());
        boolean enters = access.enters(host, resource.getMetadata().getNamespace(), instance.project());
        Sighting sighting = enters ? host.look(instance) : host.lookForOwn(instance, mark(resource)::owns);
        Gate gate;
        try (OneTurn turn = new OneTurn()) {
            gate = gate(resource, host, instance, sighting, turn);
        }
        return situation(resource, host.key(), instance, gate, sighting, Optional.of(host));
    }

    /** What is judged is what is seen: of another look it would say nothing. */
    Gate gate(IncusInstance resource, Host host, InstanceRef instance, Sighting sighting, OneTurn turn) {
        if (host.health() instanceof Health.Failed failed) {
            return new Gate.HostAway(
                    hostReason(failed.reason()), "host " + host.key().name() + " is away: " + failed.message());
        }
        if (isTrue(resource, Api.PAUSED)) {
            return new Gate.Paused("paused by the annotation " + Api.PAUSED + ": nothing is begun on the host", false);
        }
        if (host.spec().pausedOrDefault()) {
            return new Gate.Paused(
                    "host " + host.key().name() + " is paused (spec.paused): nothing is begun on it", true);
        }
        if (resource.isMarkedForDeletion()) {
            return access.enters(host, resource.getMetadata().getNamespace(), instance.project())
                    ? new Gate.Open()
                    : new Gate.Denied("the namespace may not use this project");
        }
        Gate allowed = access.gate(host, resource.getSpec(), instance, sighting, mark(resource), turn);
        return allowed instanceof Gate.Open ? evacuated(host, sighting).orElse(allowed) : allowed;
    }

    private static Optional<Gate> evacuated(Host host, Sighting sighting) {
        return sighting instanceof Sighting.Seen seen
                ? host.member(seen.instance().location())
                        .filter(ClusterMember::isEvacuated)
                        .map(member -> new Gate.Evacuated("member " + member.name() + " of the cluster of host "
                                + host.key().name()
                                + " is evacuated: what is stopped on it is started when the member is"
                                + " restored (incus cluster restore " + member.name() + ")"))
                : Optional.empty();
    }

    private static String hostReason(String reason) {
        return reason.startsWith("Host") ? reason : "Host" + reason;
    }

    private Situation situation(
            IncusInstance resource,
            HostKey key,
            InstanceRef instance,
            Gate gate,
            Sighting sighting,
            Optional<Host> host) {
        return new Situation(
                resource.getSpec(),
                key.kind() + "/" + key.name(),
                instance,
                mark(resource),
                resource.isMarkedForDeletion(),
                asks(resource),
                gate,
                sighting,
                passing.memory(ResourceID.fromResource(resource), resource.getStatus()),
                id -> host.<OperationView>map(h -> h.operation(id, instance)).orElse(new OperationView.NotTracked()),
                host.map(Host::health).map(Abilities::of).orElse(Abilities.NONE),
                inside(resource),
                backoffs.of(
                        ResourceID.fromResource(resource),
                        resource.getMetadata().getGeneration()),
                clock.instant());
    }

    private Inside inside(IncusInstance resource) {
        ResourceID id = ResourceID.fromResource(resource);
        Long generation = resource.getMetadata().getGeneration();
        return new Inside(
                source -> sources.of(id, generation, source), run -> cloudInit.of(id, run), Inside.readyRun(resource));
    }

    private static Asks asks(IncusInstance resource) {
        return new Asks(
                isTrue(resource, Api.FORCE_ORPHAN),
                isTrue(resource, Api.DRY_RUN),
                annotation(resource, Api.RESTARTED_AT).orElse(""),
                new Rerun(annotation(resource, Api.RERUN).orElse("")));
    }

    private Mark mark(IncusInstance resource) {
        return new Mark(
                cluster.id(),
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName());
    }

    private static boolean isTrue(IncusInstance resource, String annotation) {
        return annotation(resource, annotation).filter("true"::equals).isPresent();
    }

    private static Optional<String> annotation(IncusInstance resource, String name) {
        Map<String, String> annotations = resource.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(name));
    }
}
