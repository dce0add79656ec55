package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.InstanceReconciliation.Result;
import dev.incusoperator.instance.InstanceReconciliation.View;
import dev.incusoperator.status.EventRecorder;
import dev.incusoperator.status.EventRecorder.Kind;
import dev.incusoperator.status.OwnersUpdateFilter;
import dev.incusoperator.status.SuccessorSource;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** When to reconcile, as the framework has it; what is done then is {@link InstanceReconciliation}'s. */
@ControllerConfiguration(
        name = "incusinstance",
        informer = @Informer(onUpdateFilter = OwnersUpdateFilter.class, informerListLimit = 500),
        finalizerName = Api.INSTANCE_FINALIZER,
        triggerReconcilerOnAllEvents = true,
        generationAwareEventProcessing = false,
        fieldManager = "incus-operator",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = -1, initialInterval = 1000, maxInterval = 60_000)
@ApplicationScoped
public class InstanceReconciler implements Reconciler<IncusInstance> {
    private static final Logger LOG = Logger.getLogger(InstanceReconciler.class);

    private static final Duration SOON = Duration.ofMillis(1);

    private final Hosts hosts;
    private final InstanceUsage usage;
    private final NamespaceWatch namespaces;
    private final InstanceReconciliation reconciliation;
    private final OrphanSearch orphans;
    private final Departures departures;
    private final Retries retries = new Retries();
    private final StatusNews news = new StatusNews();
    private final EventRecorder events;
    private final InstanceIndex index = new InstanceIndex();
    private final SuccessorSource<IncusInstance> successors = new SuccessorSource<>();
    private final Clock clock;

    public InstanceReconciler(
            Hosts hosts,
            InstanceUsage usage,
            ValueSource values,
            NamespaceWatch namespaces,
            ClusterIdentity cluster,
            OrphanSearch orphans,
            ResourceLookup lookup,
            EventRecorder events,
            Clock clock) {
        this.hosts = hosts;
        this.usage = usage;
        this.namespaces = namespaces;
        this.reconciliation = new InstanceReconciliation(hosts, new AccessCheck(namespaces), values, cluster, clock);
        this.orphans = orphans;
        this.departures = new Departures(hosts, reconciliation, lookup::ask, usage::changed, clock);
        usage.alsoUsed(departures::keeps);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public UpdateControl<IncusInstance> reconcile(IncusInstance resource, Context<IncusInstance> context) {
        UpdateControl<IncusInstance> done = reconciled(resource, context);
        retries.succeeded(ResourceID.fromResource(resource));
        return done;
    }

    /**
     * Looks again later, without the framework's own retry: where that comes upon a deletion and another event which both have arrived
     * during the failed reconcile, it forgets the deletion (ResourceState.markEventReceived), and the instance would be left behind.
     */
    @Override
    public ErrorStatusUpdateControl<IncusInstance> updateErrorStatus(
            IncusInstance resource, Context<IncusInstance> context, Exception failure) {
        if (context.isPrimaryResourceDeleted()) {
            return ErrorStatusUpdateControl.defaultErrorProcessing();
        }
        Duration pause = retries.failed(ResourceID.fromResource(resource), failure);
        return ErrorStatusUpdateControl.<IncusInstance>noStatusUpdate().rescheduleAfter(pause);
    }

    private UpdateControl<IncusInstance> reconciled(IncusInstance resource, Context<IncusInstance> context) {
        ResourceID id = ResourceID.fromResource(resource);
        successors.follow(resource, context);
        if (context.isPrimaryResourceDeleted()
                && !context.isPrimaryResourceFinalStateUnknown()
                && departures.takeTorn(resource)) {
            index.forget(id);
            usage.gone(resource);
            return UpdateControl.noUpdate();
        }
        if (context.isPrimaryResourceDeleted()
                || (resource.isMarkedForDeletion() && !resource.hasFinalizer(Api.INSTANCE_FINALIZER))) {
            forget(id);
            usage.gone(resource);
            return UpdateControl.noUpdate();
        }
        index.note(resource);
        orphans.seen(id);
        usage.note(resource);
        return reconciliation
                .look(resource)
                .map(view -> settle(resource, view, context))
                .orElseGet(() -> UpdateControl.<IncusInstance>noUpdate().rescheduleAfter(Planner.LOOK_SOON));
    }

    private UpdateControl<IncusInstance> settle(IncusInstance resource, View view, Context<IncusInstance> context) {
        StatusJournal journal = new StatusJournal(resource, context);
        Result result = reconciliation.settle(view, journal);
        if (result instanceof Result.Told told) {
            tell(resource, told);
            return OwnersUpdateFilter.ownerActed(journal.latest(), resource)
                    ? again(Optional.of(clock.instant()))
                    : again(told.again());
        }
        if (result instanceof Result.Untold untold) {
            return again(untold.again());
        }
        events.record(resource, Kind.NORMAL, "Released", result.end().outcome().message());
        index.forget(ResourceID.fromResource(resource));
        return UpdateControl.noUpdate();
    }

    private void tell(IncusInstance resource, Result.Told told) {
        InstanceStatus before = resource.getStatus();
        if (told.status().equals(before)) {
            return;
        }
        news.between(before, told.status())
                .forEach(each -> events.record(resource, each.kind(), each.reason(), each.message()));
        LOG.infof(
                "namespace=%s name=%s host=%s instance=%s reason=%s",
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                told.end().situation().host(),
                told.end().situation().instance().name(),
                told.end().outcome().reason());
    }

    private UpdateControl<IncusInstance> again(Optional<Instant> at) {
        UpdateControl<IncusInstance> control = UpdateControl.noUpdate();
        at.ifPresent(due -> {
            Duration pause = Duration.between(clock.instant(), due);
            control.rescheduleAfter(pause.compareTo(SOON) > 0 ? pause : SOON);
        });
        return control;
    }

    private void allKnown(ResourceCache<IncusInstance> resources) {
        usage.known(resources);
        orphans.known(resources, departures);
    }

    @PreDestroy
    void close() {
        departures.close();
    }

    private void forget(ResourceID id) {
        reconciliation.forget(id);
        index.forget(id);
    }

    @Override
    public List<EventSource<?, IncusInstance>> prepareEventSources(EventSourceContext<IncusInstance> context) {
        InformerConfiguration<IncusInstance> watched =
                context.getControllerConfiguration().getInformerConfig();
        if (!watched.watchAllNamespaces() || watched.getLabelSelector() != null) {
            usage.knowsSome();
        }
        InstanceTrigger trigger =
                new InstanceTrigger(context.getPrimaryCache(), index, reconciliation.backoffs(), this::allKnown);
        hosts.subscribe(trigger);
        hosts.subscribe(departures);
        hosts.subscribe(orphans);
        namespaces.onChange(trigger::namespaceChanged);
        return List.of(trigger, successors);
    }
}
