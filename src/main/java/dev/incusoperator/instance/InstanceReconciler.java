package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.instance.ready.CloudInitResults;
import dev.incusoperator.status.EventRecorder;
import dev.incusoperator.status.EventRecorder.Kind;
import dev.incusoperator.status.OwnersUpdateFilter;
import dev.incusoperator.status.SuccessorSource;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Look, plan, take the steps that can be taken now, write down how things stand. */
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
    private final SituationReader reader;
    private final Progression progression;
    private final InstanceStatusFactory statuses;
    private final StatusNews news = new StatusNews();
    private final EventRecorder events;
    private final Backoffs backoffs;
    private final Repetitions repetitions;
    private final PassingMoments passing = new PassingMoments();
    private final InstanceIndex index = new InstanceIndex();
    private final StateWatch states = new StateWatch();
    private final CloudInitResults cloudInit = new CloudInitResults();
    private final SourceSights sources;
    private final SuccessorSource<IncusInstance> successors = new SuccessorSource<>();
    private final Clock clock;

    public InstanceReconciler(
            Hosts hosts,
            InstanceUsage usage,
            ValueSource values,
            NamespaceWatch namespaces,
            ClusterIdentity cluster,
            EventRecorder events,
            Clock clock) {
        this.hosts = hosts;
        this.usage = usage;
        this.namespaces = namespaces;
        this.backoffs = new Backoffs(clock);
        this.repetitions = new Repetitions(clock);
        this.sources = new SourceSights(clock);
        this.reader = new SituationReader(
                hosts, new AccessCheck(namespaces), backoffs, passing, sources, cloudInit, cluster, clock);
        this.progression = new Progression(hosts, new StepRunner(values, sources, clock), backoffs, repetitions);
        this.statuses = new InstanceStatusFactory(clock);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public UpdateControl<IncusInstance> reconcile(IncusInstance resource, Context<IncusInstance> context) {
        ResourceID id = ResourceID.fromResource(resource);
        successors.follow(resource, context);
        if (context.isPrimaryResourceDeleted()
                || (resource.isMarkedForDeletion() && !resource.hasFinalizer(Api.INSTANCE_FINALIZER))) {
            forget(id);
            usage.note(resource, false);
            return UpdateControl.noUpdate();
        }
        index.note(resource);
        usage.note(resource, resource.hasFinalizer(Api.INSTANCE_FINALIZER));
        return reader.read(resource)
                .map(situation -> settle(resource, situation, id, context))
                .orElseGet(() -> UpdateControl.<IncusInstance>noUpdate().rescheduleAfter(Planner.LOOK_SOON));
    }

    private UpdateControl<IncusInstance> settle(
            IncusInstance resource, Situation read, ResourceID id, Context<IncusInstance> context) {
        Instant now = clock.instant();
        if (passing.isToBeTold(id, now) && StateWatch.isWorthALook(read)) {
            // what is told late is told with its address, not once more for that
            states.lookNow(id, now);
        }
        boolean due = states.due(id, now);
        Optional<Situation> looked = due ? lookAnew(resource, read) : Optional.empty();
        Situation situation = looked.orElse(read);
        StatusJournal journal = new StatusJournal(resource, context);
        Notes notes = new Notes(journal, situation);
        Progression.End end = progression.advance(situation, notes);
        if (end.released()) {
            events.record(resource, Kind.NORMAL, "Released", end.outcome().message());
            forgetOperations(resource, end);
            forget(id);
            return UpdateControl.noUpdate();
        }
        // where a look was due and it was not its turn, the host says when to come again
        boolean mayLook = !due || looked.isPresent();
        Optional<Instant> untold = passing.untold(id, journal.status(), end, clock.instant());
        if (untold.isPresent()) {
            forgetOperations(resource, end);
            return again(earliest(earliest(untold, end.until()), nextLook(mayLook, id, end, journal.status())));
        }
        InstanceStatus status = notes.status(end.situation(), end.outcome());
        journal.write(status);
        passing.told(id, end);
        forgetOperations(resource, end);
        tell(resource, status, end);
        Optional<Instant> look = nextLook(mayLook, id, end, status);
        return OwnersUpdateFilter.ownerActed(journal.latest(), resource)
                ? again(Optional.of(clock.instant()))
                : again(earliest(end.until(), look));
    }

    private Optional<Instant> nextLook(
            boolean mayLook, ResourceID id, Progression.End end, @Nullable InstanceStatus status) {
        return mayLook ? states.next(id, end.situation(), status) : Optional.empty();
    }

    /** Empty where the host may not be asked now. */
    private Optional<Situation> lookAnew(IncusInstance resource, Situation situation) {
        return hosts.find(InstanceKeys.host(resource))
                .flatMap(host -> new StateLook(host, cloudInit).look(ResourceID.fromResource(resource), situation))
                // what may be done is judged by what is seen now
                .map(looked -> reader.read(resource).orElse(looked));
    }

    /** What has ended is remembered, in the status or for the moment: the host need not remember it. */
    private void forgetOperations(IncusInstance resource, Progression.End end) {
        hosts.find(InstanceKeys.host(resource)).ifPresent(host -> end.over().forEach(host::forget));
    }

    private void tell(IncusInstance resource, InstanceStatus status, Progression.End end) {
        InstanceStatus before = resource.getStatus();
        if (status.equals(before)) {
            return;
        }
        news.between(before, status)
                .forEach(each -> events.record(resource, each.kind(), each.reason(), each.message()));
        LOG.infof(
                "namespace=%s name=%s host=%s instance=%s reason=%s",
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                end.situation().host(),
                end.situation().instance().name(),
                end.outcome().reason());
    }

    private UpdateControl<IncusInstance> again(Optional<Instant> at) {
        UpdateControl<IncusInstance> control = UpdateControl.noUpdate();
        at.ifPresent(due -> {
            Duration pause = Duration.between(clock.instant(), due);
            control.rescheduleAfter(pause.compareTo(SOON) > 0 ? pause : SOON);
        });
        return control;
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isBefore(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }

    private void forget(ResourceID id) {
        backoffs.clear(id);
        repetitions.forget(id);
        passing.forget(id);
        states.forget(id);
        cloudInit.forget(id);
        sources.forget(id);
        index.forget(id);
    }

    @Override
    public List<EventSource<?, IncusInstance>> prepareEventSources(EventSourceContext<IncusInstance> context) {
        InstanceTrigger trigger = new InstanceTrigger(context.getPrimaryCache(), index, backoffs, usage::known);
        hosts.subscribe(trigger);
        namespaces.onChange(trigger::namespaceChanged);
        return List.of(trigger, successors);
    }

    /** What the steps of one reconcile write down as they go. */
    private final class Notes implements StepRunner.Notebook {
        private final StatusJournal journal;
        private final Situation situation;

        Notes(StatusJournal journal, Situation situation) {
            this.journal = journal;
            this.situation = situation;
        }

        InstanceStatus status(Situation now, Outcome outcome) {
            return statuses.build(
                    journal.status(), journal.latest().getMetadata().getGeneration(), now, outcome);
        }

        @Override
        public IncusInstance resource() {
            return journal.latest();
        }

        @Override
        public void write(Memory memory) {
            Situation now = situation.after(situation.sighting(), memory);
            journal.writeIfUnchanged(status(now, new Outcome.Progressing("CommandRunning", "running commands")));
        }

        @Override
        public void addFinalizer() {
            journal.addFinalizer();
        }

        @Override
        public void removeFinalizer() {
            journal.removeFinalizer();
        }
    }
}
