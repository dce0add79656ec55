package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.host.Host.AddressWatch;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.instance.ready.CloudInitResults;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * One reconcile of one resource, and what is remembered of each between two of them: look, plan, take the steps that can be
 * taken now, write down how things stand. Knows nothing of who calls it, and when.
 */
final class InstanceReconciliation {
    private final Hosts hosts;
    private final SituationReader reader;
    private final Progression progression;
    private final InstanceStatusFactory statuses;
    private final Backoffs backoffs;
    private final Repetitions repetitions;
    private final PassingMoments passing = new PassingMoments();
    private final StateWatch states = new StateWatch();
    private final CloudInitResults cloudInit = new CloudInitResults();
    private final SourceSights sources;
    private final Clock clock;

    InstanceReconciliation(Hosts hosts, AccessCheck access, ValueSource values, ClusterIdentity cluster, Clock clock) {
        this.hosts = hosts;
        this.backoffs = new Backoffs(clock);
        this.repetitions = new Repetitions(clock);
        this.sources = new SourceSights(clock);
        this.reader = new SituationReader(hosts, access, backoffs, passing, sources, cloudInit, cluster, clock);
        this.progression =
                new Progression(hosts, reader, new StepRunner(values, access, sources, clock), backoffs, repetitions);
        this.statuses = new InstanceStatusFactory(clock);
        this.clock = clock;
    }

    /** What has failed or was done too often, and until when it is held back. */
    Backoffs backoffs() {
        return backoffs;
    }

    /**
     * What is decided upon.
     *
     * @param complete whether all that was to be looked at could be; where not, the host says when to come again
     */
    record View(Situation situation, boolean complete) {}

    /** What a reconcile has led to. */
    sealed interface Result {
        /** How things stood at its end. */
        Progression.End end();

        /** The resource was let go. */
        record Released(Progression.End end) implements Result {}

        /**
         * The status says how things stand.
         *
         * @param again when to look again, where nothing else will say
         */
        record Told(Progression.End end, InstanceStatus status, Optional<Instant> again) implements Result {}

        /** What there is to say will be over in a moment, or is said later, at {@code again} at the latest. */
        record Untold(Progression.End end, Optional<Instant> again) implements Result {}
    }

    /** Empty while it is too early to say anything: the hosts will tell. */
    Optional<View> look(IncusInstance resource) {
        return reader.read(resource).map(read -> completed(resource, read));
    }

    private View completed(IncusInstance resource, Situation read) {
        ResourceID id = ResourceID.fromResource(resource);
        Instant now = clock.instant();
        if (passing.isToBeTold(id, now) && StateWatch.isWorthALook(read)) {
            // what is told late is told with its address, not once more for that
            states.lookNow(id, read);
        }
        if (!states.due(id, now)) {
            return new View(read, true);
        }
        return lookAnew(resource, read).map(looked -> new View(looked, true)).orElseGet(() -> new View(read, false));
    }

    /** Empty where the host may not be asked now, or what it says is not known yet. What may be done is judged by what is seen now. */
    private Optional<Situation> lookAnew(IncusInstance resource, Situation situation) {
        return hosts.find(InstanceKeys.host(resource))
                .filter(host -> new StateLook(host, cloudInit).look(ResourceID.fromResource(resource), situation))
                .flatMap(host -> reader.read(resource));
    }

    /** Does what is to be done about what was seen, and writes it down. */
    Result settle(View view, Journal journal) {
        Notes notes = new Notes(journal, view.situation());
        ResourceID id = ResourceID.fromResource(journal.latest());
        keepFinalizer(view.situation(), journal);
        Progression.End end = progression.advance(view.situation(), notes);
        watchAddresses(journal, end);
        if (end.released()) {
            forgetOperations(journal, end);
            forget(id);
            return new Result.Released(end);
        }
        Optional<Instant> untold = passing.untold(id, journal.status(), end, clock.instant());
        if (untold.isPresent()) {
            forgetOperations(journal, end);
            return new Result.Untold(end, earliest(untold, again(view, journal, end)));
        }
        InstanceStatus status = notes.status(end.situation(), end.outcome());
        journal.write(status);
        passing.told(id, end);
        forgetOperations(journal, end);
        return new Result.Told(end, status, again(view, journal, end));
    }

    /** Somebody replaced the resource by a manifest that does not name it: a deletion would leave the instance behind. */
    private static void keepFinalizer(Situation situation, Journal journal) {
        if (!situation.deleting()
                && situation.sighting() instanceof Sighting.Seen seen
                && situation.mark().of(seen.instance()) == Ownership.OURS) {
            journal.addFinalizer();
        }
    }

    /** What no event tells is looked at by the host: often where the resource's being ready depends on it. */
    private void watchAddresses(Journal journal, Progression.End end) {
        Situation situation = end.situation();
        hosts.find(InstanceKeys.host(journal.latest()))
                .ifPresent(host -> host.watchAddresses(
                        situation.instance(), end.released() ? AddressWatch.NONE : StateWatch.watch(situation)));
    }

    private Optional<Instant> again(View view, Journal journal, Progression.End end) {
        Optional<Instant> look = view.complete()
                ? states.next(ResourceID.fromResource(journal.latest()), end.situation(), journal.status())
                : Optional.empty();
        return earliest(end.until(), look);
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isBefore(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }

    /** What has ended is remembered, in the status or for the moment: the host need not remember it. */
    private void forgetOperations(Journal journal, Progression.End end) {
        hosts.find(InstanceKeys.host(journal.latest()))
                .ifPresent(host -> end.over()
                        .forEach(operation ->
                                host.forget(operation, end.situation().instance())));
    }

    void forget(ResourceID id) {
        backoffs.clear(id);
        repetitions.forget(id);
        passing.forget(id);
        states.forget(id);
        cloudInit.forget(id);
        sources.forget(id);
    }

    /** What the steps of one reconcile write down as they go. */
    private final class Notes implements StepRunner.Notebook {
        private final Journal journal;
        private final Situation situation;

        Notes(Journal journal, Situation situation) {
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
        public boolean isHeld() {
            return journal.isHeld();
        }

        @Override
        public void removeFinalizer() {
            journal.removeFinalizer();
        }
    }
}
