package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostServer;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HostStatus;
import dev.incusoperator.api.v1alpha1.OrphanPolicy;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostOrphans.Orphan;
import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a host's status from scratch: the same facts give the same status, whenever it is built. */
@ApplicationScoped
public class HostStatusFactory {
    static final String READY = "Ready";
    static final String PAUSED = "Paused";
    static final String ORPHANS = "Orphans";
    private static final int MOST_NAMED = 10;
    static final String EXPIRING = "ClientCertificateExpiring";

    private final Clock clock;

    public HostStatusFactory(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param before what stands in the resource now; what is known of the server stays while it cannot be asked
     * @param certificateNotAfter when the client certificate expires, where there is one
     * @param orphans the instances without their resource; empty where they have not been searched for yet
     * @param waits why a host that is being deleted is still there, else empty
     */
    HostStatus build(
            @Nullable HostStatus before,
            long generation,
            HostSpec spec,
            Health health,
            Optional<String> certificateNotAfter,
            Optional<List<Orphan>> orphans,
            String waits) {
        List<Condition> standing = before == null ? List.of() : before.conditionsOrEmpty();
        if (health instanceof Health.Connecting
                && before != null
                && Conditions.find(standing, READY).isPresent()) {
            // What was found last holds until there is a finding: a restart of the operator writes nothing.
            return before;
        }
        Conditions conditions = new Conditions(standing, generation, clock);
        ready(conditions, health, waits);
        certificateNotAfter
                .map(Instant::parse)
                .map(CertificateTerm::new)
                .filter(term -> term.endsSoon(clock.instant()))
                .ifPresent(term -> conditions.set(
                        EXPIRING,
                        ConditionStatus.TRUE,
                        "ExpiresSoon",
                        "The client certificate expires on " + term.notAfter()
                                + ": add a new one to the server's trust store, then put it into its Secret"
                                + " (spec.https.clientCertificate)"));
        if (spec.pausedOrDefault()) {
            conditions.set(
                    PAUSED,
                    ConditionStatus.TRUE,
                    "Paused",
                    "spec.paused is true: nothing is written to this host, its state is still followed");
        }
        orphans(conditions, standing, orphans, spec.orphansOrDefault());
        HostServer server = health instanceof Health.Connected connected
                ? facts(connected.server())
                : before == null ? null : before.server();
        return new HostStatus(generation, conditions.build(), server, certificateNotAfter.orElse(null));
    }

    /** Until the host has been searched, what was found the last time stands. */
    private static void orphans(
            Conditions conditions, List<Condition> standing, Optional<List<Orphan>> orphans, OrphanPolicy policy) {
        if (orphans.isEmpty()) {
            Conditions.find(standing, ORPHANS)
                    .ifPresent(before ->
                            conditions.set(ORPHANS, ConditionStatus.TRUE, before.getReason(), before.getMessage()));
        } else if (!orphans.get().isEmpty()) {
            conditions.set(ORPHANS, ConditionStatus.TRUE, "ResourceMissing", message(orphans.get(), policy));
        }
    }

    private static String message(List<Orphan> orphans, OrphanPolicy policy) {
        String named = orphans.stream()
                .limit(MOST_NAMED)
                .map(orphan -> orphan.instance().project() + "/"
                        + orphan.instance().name() + " of IncusInstance " + orphan.resource())
                .collect(Collectors.joining(", "));
        String more = orphans.size() > MOST_NAMED ? ", and " + (orphans.size() - MOST_NAMED) + " more" : "";
        return "Instances with this cluster's mark whose IncusInstance does not exist: " + named + more
                + (policy == OrphanPolicy.DELETE
                        ? ". They are deleted (spec.orphans: Delete)"
                        : ". Create the IncusInstance again to have it keep its instance; or delete the instance on the"
                                + " host; or have the operator delete them all by spec.orphans: Delete");
    }

    private static void ready(Conditions conditions, Health health, String waits) {
        String suffix = waits.isEmpty() ? "" : ". " + waits;
        if (health instanceof Health.Connected connected) {
            conditions.set(
                    READY,
                    ConditionStatus.TRUE,
                    HostReason.CONNECTED.word(),
                    "Connected to " + named(connected.server()) + suffix);
        } else if (health instanceof Health.Failed failed) {
            conditions.set(READY, ConditionStatus.FALSE, failed.reason(), failed.message() + suffix);
        } else {
            conditions.set(
                    READY,
                    ConditionStatus.UNKNOWN,
                    HostReason.CONNECTING.word(),
                    "Connecting for the first time" + suffix);
        }
    }

    static String named(ServerInfo server) {
        return product(server) + " " + server.version();
    }

    private static String product(ServerInfo server) {
        return switch (server.product()) {
            case INCUS -> "Incus";
            case LXD -> "LXD";
        };
    }

    private static HostServer facts(ServerInfo server) {
        return new HostServer(
                product(server).toLowerCase(Locale.ROOT),
                server.version(),
                server.certificateFingerprint(),
                server.clustered(),
                server.architectures(),
                server.storageDrivers());
    }
}
