package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HostStatus;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.host.HostUsage.Use;
import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;
import dev.incusoperator.status.EventRecorder;
import dev.incusoperator.status.OwnersUpdateFilter;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes a live host be what its resource and Secrets say, and writes down how it is. The same for both kinds. */
@ApplicationScoped
public class HostReconciliation {
    private static final Logger LOG = Logger.getLogger(HostReconciliation.class);

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(15);

    /** How often the Secrets of a namespace's own host are read again: they are not watched. */
    private static final Duration SECRETS_AGAIN = Duration.ofMinutes(10);

    private static final Set<String> MENDED_BY_A_SECRET = Set.of(
            HostReason.INVALID_CREDENTIALS.word(),
            HostReason.NOT_TRUSTED.word(),
            HostReason.CERTIFICATE_MISMATCH.word(),
            HostReason.CERTIFICATE_EXPIRED.word());

    private final LiveHosts hosts;
    private final HostUsage usage;
    private final HostOrphans orphans;
    private final AccessResolver resolver;
    private final HostStatusFactory statuses;
    private final EventRecorder events;
    private final CertificateGauges gauges;
    private final Clock clock;

    public HostReconciliation(
            LiveHosts hosts,
            HostUsage usage,
            HostOrphans orphans,
            AccessResolver resolver,
            HostStatusFactory statuses,
            EventRecorder events,
            CertificateGauges gauges,
            Clock clock) {
        this.hosts = hosts;
        this.usage = usage;
        this.orphans = orphans;
        this.resolver = resolver;
        this.statuses = statuses;
        this.events = events;
        this.gauges = gauges;
        this.clock = clock;
    }

    HostOrphans orphans() {
        return orphans;
    }

    /** To be told when the enrolment of a host has ended, and it is to be reconciled. */
    void onEnrolled(Consumer<HostKey> listener) {
        resolver.onEnrolled(listener);
    }

    /**
     * Where a host is.
     *
     * @param older how many hosts its namespace declared before it
     */
    record Site(HostKey key, SecretReader secrets, int older) {}

    /** {@code fresh} makes an empty resource of the kind, to be applied with only what is ours. */
    <P extends CustomResource<HostSpec, HostStatus>> UpdateControl<P> reconcile(
            P resource, Site site, Supplier<P> fresh, Context<P> context) {
        HostKey key = site.key();
        Use use = use(resource, key);
        if (context.isPrimaryResourceDeleted() || (resource.isMarkedForDeletion() && use == Use.UNUSED)) {
            letGo(resource, key, context);
            return UpdateControl.noUpdate();
        }
        P latest = keepFinalizer(resource, use, context);
        AccessResolver.Resolved resolved = resolver.resolve(key, resource.getSpec(), site.secrets(), site.older());
        Access access = resolved.secretMissing()
                ? hosts.accessThatLives(key, resource.getSpec()).orElse(resolved.access())
                : resolved.access();
        LiveHost host = hosts.declare(key, new HostDeclaration(resource.getSpec(), access, acceptedServer(resource)));
        HostStatus status = statuses.build(
                resource.getStatus(),
                resource.getMetadata().getGeneration(),
                resource.getSpec(),
                host.health(),
                resolved.certificateNotAfter(),
                orphans.of(key),
                resource.isMarkedForDeletion()
                        ? "It is being deleted, which waits until no IncusInstance uses it any more"
                        : "");
        if (!status.equals(resource.getStatus())) {
            latest = context.resourceOperations().serverSideApplyPrimaryStatus(told(resource, status, fresh));
        }
        Optional<CertificateTerm> term =
                resolved.certificateNotAfter().map(Instant::parse).map(CertificateTerm::new);
        term.ifPresentOrElse(known -> gauges.tell(key, known.notAfter()), () -> gauges.forget(key));
        if (OwnersUpdateFilter.ownerActed(latest, resource)) {
            return UpdateControl.<P>noUpdate().rescheduleAfter(AT_ONCE);
        }
        boolean goesOnceAsked = resource.isMarkedForDeletion() && use == Use.UNKNOWN;
        if (resolved.again() || waitsForUnwatchedSecret(key, host.health()) || goesOnceAsked) {
            return UpdateControl.<P>noUpdate().rescheduleAfter(TRY_AGAIN);
        }
        return nextLook(key.kind(), term, clock.instant())
                .map(pause -> UpdateControl.<P>noUpdate().rescheduleAfter(pause))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** Before it is let go, those who are not known here are asked for: two operators would put its finalizer on and off by turns. */
    private Use use(CustomResource<HostSpec, HostStatus> resource, HostKey key) {
        Use use = usage.of(key);
        return use == Use.UNUSED && resource.hasFinalizer(Api.HOST_FINALIZER) && usage.isUsedElsewhere(key)
                ? Use.UNKNOWN
                : use;
    }

    /** When a host is looked at again that nothing is told of; empty: not before something is. */
    static Optional<Duration> nextLook(HostKind kind, Optional<CertificateTerm> term, Instant now) {
        Optional<Duration> told = term.map(known -> known.nextLook(now));
        return kind == HostKind.INCUS_HOST
                ? told.filter(pause -> pause.compareTo(SECRETS_AGAIN) < 0).or(() -> Optional.of(SECRETS_AGAIN))
                : told;
    }

    /** The Secrets of a namespace's own host are not watched: that one has come or was mended is not told. */
    private static boolean waitsForUnwatchedSecret(HostKey key, Health health) {
        return key.kind() == HostKind.INCUS_HOST
                && health instanceof Health.Failed failed
                && MENDED_BY_A_SECRET.contains(failed.reason());
    }

    private <P extends CustomResource<HostSpec, HostStatus>> P told(P resource, HostStatus status, Supplier<P> fresh) {
        tellOfNews(resource, status);
        P patch = fresh.get();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .build());
        patch.setStatus(status);
        return patch;
    }

    /** A change of reason is what a person would want to find under {@code kubectl describe}. */
    private void tellOfNews(CustomResource<HostSpec, HostStatus> resource, HostStatus status) {
        List<Condition> standing =
                resource.getStatus() == null ? List.of() : resource.getStatus().conditionsOrEmpty();
        Conditions.find(status.conditions(), HostStatusFactory.EXPIRING)
                .filter(now ->
                        Conditions.find(standing, HostStatusFactory.EXPIRING).isEmpty())
                .ifPresent(now -> {
                    LOG.warnf("host=%s: %s", resource.getMetadata().getName(), now.getMessage());
                    events.record(resource, EventRecorder.Kind.WARNING, now.getReason(), now.getMessage());
                });
        Conditions.find(status.conditions(), HostStatusFactory.ORPHANS)
                .filter(now -> !Conditions.find(standing, HostStatusFactory.ORPHANS)
                        .map(Condition::getMessage)
                        .equals(Optional.of(now.getMessage())))
                .ifPresent(
                        now -> events.record(resource, EventRecorder.Kind.WARNING, "OrphansFound", now.getMessage()));
        Optional<Condition> before = Conditions.find(standing, HostStatusFactory.READY);
        Conditions.find(status.conditions(), HostStatusFactory.READY)
                .filter(now -> !before.map(Condition::getReason).equals(Optional.of(now.getReason())))
                .ifPresent(now -> {
                    boolean well = !now.getStatus().equals(ConditionStatus.FALSE.word());
                    LOG.infof(
                            "host=%s ready=%s reason=%s: %s",
                            resource.getMetadata().getName(), now.getStatus(), now.getReason(), now.getMessage());
                    events.record(
                            resource,
                            well ? EventRecorder.Kind.NORMAL : EventRecorder.Kind.WARNING,
                            now.getReason(),
                            now.getMessage());
                });
    }

    private <P extends CustomResource<HostSpec, HostStatus>> void letGo(P resource, HostKey key, Context<P> context) {
        hosts.remove(key);
        resolver.forget(key);
        gauges.forget(key);
        if (!context.isPrimaryResourceDeleted() && resource.hasFinalizer(Api.HOST_FINALIZER)) {
            context.resourceOperations().removeFinalizer(Api.HOST_FINALIZER);
        }
    }

    /** The finalizer is there while instances use the host, so that they can be deleted through it. Returns the resource as it is then. */
    private static <P extends CustomResource<HostSpec, HostStatus>> P keepFinalizer(
            P resource, Use use, Context<P> context) {
        boolean there = resource.hasFinalizer(Api.HOST_FINALIZER);
        if (use == Use.USED && !there && !resource.isMarkedForDeletion()) {
            return context.resourceOperations().addFinalizerWithSSA(Api.HOST_FINALIZER);
        }
        return use == Use.UNUSED && there ? context.resourceOperations().removeFinalizer(Api.HOST_FINALIZER) : resource;
    }

    /** The only server that it may be: the one that its admin names, else the one that it was when it was first seen. */
    private static String acceptedServer(CustomResource<HostSpec, HostStatus> resource) {
        @Nullable
        String accepted = resource.getMetadata().getAnnotations() == null
                ? null
                : resource.getMetadata().getAnnotations().get(Api.ACCEPT_SERVER);
        HostStatus status = resource.getStatus();
        String known = status == null || status.server() == null
                ? ""
                : Optional.ofNullable(status.server().fingerprint()).orElse("");
        return accepted == null ? known : accepted.strip().toLowerCase(Locale.ROOT);
    }
}
