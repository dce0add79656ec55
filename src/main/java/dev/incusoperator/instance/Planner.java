package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.AdoptPolicy;
import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.MissingPolicy;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.Timeouts;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.ServerOperation;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.status.StatusTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Decides the next step for one instance. Pure: no clock, no client, no memory of its own; the same situation gives the
 * same step. Small checks in a fixed order, the first that has something to say wins.
 */
public final class Planner {
    /** A wait that something else is sure to end is looked at again after this long all the same. */
    static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    /** Something is being found out: its end is told as a rule. */
    static final Duration LOOK_SOON = Duration.ofSeconds(5);

    /** An instance that is to be copied tells when it comes; a snapshot of one does not. */
    private static final Duration SOURCE_MAY_COME = Duration.ofSeconds(30);

    /** The reason of one that somebody deleted and that is not made anew. */
    static final String MISSING = "InstanceMissing";

    /** The reason of one that the server works on. */
    static final String AT_WORK = "ServerBusy";

    /** Its end is told as a rule; if not, the server is asked for it. */
    private static final Duration AT_WORK_AGAIN = Duration.ofSeconds(35);

    /** How long a resource that lets go by force waits for an operation, after its begin. */
    private static final Duration LET_GO_AFTER = Duration.ofSeconds(10);

    private static final Duration STOP_GRACE = Duration.ofSeconds(30);

    private final UpdatePlanner updates = new UpdatePlanner();
    private final PowerPlanner power = new PowerPlanner();
    private final DeletionPlanner deletion = new DeletionPlanner();
    private final CommandPlanner commands = new CommandPlanner();
    private final InsidePlanner inside = new InsidePlanner();

    public Step next(Situation situation) {
        if (situation.deleting() && situation.asks().forceOrphan()) {
            return letGo(situation);
        }
        return hostGate(situation)
                .or(() -> operation(situation))
                .or(() -> commands.underWay(situation))
                .orElseGet(() -> commands.before(beginning(situation), situation));
    }

    /**
     * The instance stays, and the resource goes. Its mark is taken off where that can be done at once, during a pause of the resource too: an
     * instance that keeps it is an orphan, which a host with spec.orphans: Delete deletes.
     */
    private Step letGo(Situation situation) {
        boolean reachable = !(situation.gate() instanceof Gate.HostAway)
                && !(situation.gate() instanceof Gate.NoHost)
                && !(situation.gate() instanceof Gate.Paused paused && paused.wholeHost());
        Step release = new Step.ReleaseInstance();
        if (!reachable || !isOurs(situation) || isHeld(situation, release.action())) {
            return new Step.ReleaseFinalizer(false);
        }
        return situation
                .memory()
                .operation()
                .filter(operation -> operation.state() == OperationState.RUNNING)
                .map(operation -> letGoAfter(operation, situation))
                .orElse(release);
    }

    /** The server refuses the change while it works on the instance; it is not waited for longer than a moment. */
    private Step letGoAfter(OperationStatus operation, Situation situation) {
        Optional<Instant> due = StatusTime.past(operation.startedAt(), situation.now())
                .map(begun -> begun.plus(LET_GO_AFTER))
                .filter(situation.now()::isBefore);
        if (due.isEmpty()) {
            return new Step.ReleaseFinalizer(false);
        }
        Step next = follow(operation, situation);
        return next instanceof Step.Wait wait ? new Step.Wait(wait.outcome(), due.get()) : next;
    }

    private Step beginning(Situation situation) {
        return gate(situation)
                .or(() -> unseen(situation))
                .or(() -> dryRun(situation))
                .orElseGet(() -> unlessHeld(
                        situation.deleting() ? deletion.next(situation) : unlessAtWork(keep(situation), situation),
                        situation));
    }

    /** A state of power that the server itself has caused, to copy the instance, say, is not corrected: its end is waited for. */
    private static Step unlessAtWork(Step step, Situation situation) {
        return step instanceof Step.ChangePower && situation.sighting() instanceof Sighting.Seen seen
                ? seen.work().map(work -> atWork(work, situation)).orElse(step)
                : step;
    }

    private static Step atWork(ServerOperation work, Situation situation) {
        return wait(
                new Outcome.Progressing(
                        AT_WORK,
                        "the server works on " + Words.theInstance(situation.instance()) + ": " + work.description()
                                + " (operation " + work.id() + "); its power is left as it is until that has ended"),
                situation.now().plus(AT_WORK_AGAIN));
    }

    /** Without its host nothing can be seen or done. */
    private static Optional<Step> hostGate(Situation situation) {
        if (situation.gate() instanceof Gate.HostAway away) {
            return Optional.of(rest(new Outcome.Waiting(away.reason(), away.message() + howToLetGo(situation))));
        }
        if (situation.gate() instanceof Gate.NoHost none) {
            return Optional.of(rest(new Outcome.Waiting("HostNotFound", none.message() + howToLetGo(situation))));
        }
        return Optional.empty();
    }

    /** What to add to a message about what a deletion waits for; empty where nothing is being deleted. */
    static String howToLetGo(Situation situation) {
        return situation.deleting() ? DeletionPlanner.HOW_TO_LET_GO : "";
    }

    private static String deletionWaits(Situation situation) {
        return situation.deleting()
                ? "; so the instance is not deleted, until that is taken back" + howToLetGo(situation)
                : "";
    }

    /** What forbids to begin anything; an operation or a command that goes on is followed all the same. */
    private static Optional<Step> gate(Situation situation) {
        if (situation.gate() instanceof Gate.Paused paused) {
            return Optional.of(rest(new Outcome.Paused("Paused", paused.message() + deletionWaits(situation))));
        }
        if (situation.gate() instanceof Gate.Denied denied && !situation.deleting()) {
            return Optional.of(rest(new Outcome.Refused("PolicyDenied", denied.message())));
        }
        if (situation.gate() instanceof Gate.SourceMissing missing && !situation.deleting()) {
            return Optional.of(wait(
                    new Outcome.Failed("SourceMissing", missing.message()),
                    situation.now().plus(SOURCE_MAY_COME)));
        }
        boolean seen = !(situation.sighting() instanceof Sighting.Unknown); // if not, that is what is to be told
        if (situation.gate() instanceof Gate.ProfileMissing missing && !situation.deleting() && seen) {
            return Optional.of(rest(new Outcome.Refused("ProfileMissing", missing.message())));
        }
        if (situation.gate() instanceof Gate.Unjudged unjudged && !situation.deleting() && seen) {
            return Optional.of(rest(new Outcome.Waiting("HostConnecting", unjudged.message())));
        }
        return Optional.empty();
    }

    /** The operation that the status remembers comes first: nothing else is begun while it goes on. */
    private static Optional<Step> operation(Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(operation -> operation.state() == OperationState.RUNNING)
                .map(operation -> follow(operation, situation));
    }

    private static Step follow(OperationStatus operation, Situation situation) {
        if (operation.id() == null) {
            return new Step.RecordLost(operation);
        }
        OperationView view = situation.operations().apply(operation.id());
        if (view instanceof OperationView.Ended ended) {
            return new Step.RecordEnd(operation, ended.operation());
        }
        if (view instanceof OperationView.Lost) {
            return new Step.RecordLost(operation);
        }
        if (view instanceof OperationView.NotTracked) {
            // of a project that the namespace may not use nothing is asked: the status may be somebody else's words
            return situation.gate() instanceof Gate.Denied && !isOurs(situation)
                    ? new Step.ForgetOperation()
                    : new Step.FollowOperation(operation);
        }
        String progress = ((OperationView.Running) view).progress();
        String message =
                Words.goingOn(operation.action(), situation.instance()) + (progress.isBlank() ? "" : ": " + progress);
        return awaitEnd(operation, message, situation);
    }

    private static boolean isOurs(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen
                && situation.mark().of(seen.instance()) == Mark.Ownership.OURS;
    }

    private static Step awaitEnd(OperationStatus operation, String message, Situation situation) {
        Duration patience = patience(operation.action(), situation);
        Instant due = operation.startedAt() == null
                ? situation.now()
                : StatusTime.read(operation.startedAt(), situation.now()).plus(patience);
        return situation.now().isBefore(due)
                ? wait(new Outcome.Progressing(Words.reason(operation.action()), message), due)
                : wait(
                        new Outcome.Failed(
                                Words.failedReason(operation.action()),
                                message + "; this takes longer than spec.timeouts allows (" + patience.toSeconds()
                                        + " s), and the host still works on it"),
                        situation.now().plus(LOOK_AGAIN));
    }

    private static Duration patience(String action, Situation situation) {
        Timeouts timeouts = situation.spec().timeoutsOrDefault();
        return switch (action) {
            case "create" -> timeouts.createOrDefault();
            case "delete", Step.REPLACE, Step.DISCARD -> timeouts.deleteOrDefault();
            case Step.REBUILD, Step.PREPARE -> timeouts.createOrDefault();
            // the host gives up by itself when that time is over
            case "stop", "force-stop", "restart", "force-restart" ->
                timeouts.stopOrDefault().plus(STOP_GRACE);
            default -> timeouts.startOrDefault();
        };
    }

    private static Optional<Step> unseen(Situation situation) {
        if (situation.sighting() instanceof Sighting.Pending pending) {
            return Optional.of(wait(
                    new Outcome.Progressing("Looking", pending.why()),
                    situation.now().plus(LOOK_SOON)));
        }
        return situation.sighting() instanceof Sighting.Unknown unknown
                ? Optional.of(rest(new Outcome.Waiting("InstanceUnknown", unknown.why() + howToLetGo(situation))))
                : Optional.empty();
    }

    /** Told, and not done. */
    private static Optional<Step> dryRun(Situation situation) {
        return situation.asks().dryRun()
                ? Optional.of(rest(new Outcome.Paused(
                        "DryRun",
                        "the annotation " + Api.DRY_RUN + " is there: status.plan says what would be done, and nothing"
                                + " is" + deletionWaits(situation))))
                : Optional.empty();
    }

    /** What has failed is not tried again too soon; what else there is to do is done all the same. */
    private static Step unlessHeld(Step step, Situation situation) {
        return heldBack(situation, step.action()).orElse(step);
    }

    /** That this action has failed, and when it is tried again; empty where it may be tried now. */
    static Optional<Step> heldBack(Situation situation, String action) {
        return held(situation, action).map(held -> new Step.Wait(failure(held, situation), nextTry(situation, held)));
    }

    /** When the first of what is held back is due. */
    private static Instant nextTry(Situation situation, Held told) {
        return situation.notBefore().stream()
                .map(Held::until)
                .filter(situation.now()::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(told.until());
    }

    /** Whether this action has failed, and is not to be tried again yet. */
    static boolean isHeld(Situation situation, String action) {
        return held(situation, action).isPresent();
    }

    /** What is held back of this action. */
    static Optional<Held> held(Situation situation, String action) {
        return situation.notBefore().stream()
                .filter(held -> held.action().equals(action))
                .filter(held -> situation.now().isBefore(held.until()))
                .filter(held -> !(held.reason().equals(UpdatePlanner.NEEDS_STOP) && isStopped(situation)))
                .findFirst();
    }

    private static boolean isStopped(Situation situation) {
        return situation.sighting() instanceof Sighting.Seen seen && Power.of(seen.instance()) == Power.STOPPED;
    }

    private static Outcome failure(Held held, Situation situation) {
        String message = held.message() + howToLetGo(situation);
        return held.permanent()
                ? new Outcome.Refused(held.reason(), message)
                : new Outcome.Failed(held.reason(), message);
    }

    private Step keep(Situation situation) {
        if (!(situation.sighting() instanceof Sighting.Seen seen)) {
            return missing(situation).orElseGet(Step.CreateInstance::new);
        }
        Instance instance = seen.instance();
        Optional<Step> update = updates.next(instance, situation);
        // an update or a replacement that is refused is in the way of nothing else
        boolean later = update.filter(step -> isHeldBack(step, situation)).isPresent();
        return notOurs(instance, situation)
                .or(() -> halfMade(instance, situation))
                .or(() -> later ? Optional.empty() : update)
                .or(() -> changeFirst(update, instance, situation))
                .or(() -> power.next(instance, situation)
                        .filter(step -> !(later && startsNoMore(step, instance, situation))))
                .or(() -> inside.next(instance, situation))
                .or(() -> update)
                .orElseGet(() -> asAsked(instance, situation));
    }

    /** Before it is as its resource asks, and the rules give, it may be stopped and no more. */
    private Optional<Step> changeFirst(Optional<Step> update, Instance instance, Situation situation) {
        return situation.gate() instanceof Gate.ChangeFirst change
                ? power.next(instance, situation)
                        .filter(Planner::stops)
                        .or(() -> update)
                        .or(() -> Optional.of(rest(new Outcome.Refused("PolicyDenied", change.message()))))
                : Optional.empty();
    }

    private static boolean stops(Step step) {
        return step instanceof Step.ChangePower power
                && (power.change().action() == StateChange.Action.STOP
                        || power.change().action() == StateChange.Action.FREEZE);
    }

    private static boolean isHeldBack(Step step, Situation situation) {
        boolean isOne = step instanceof Step.UpdateInstance || step instanceof Step.BeginReplacement;
        return (isOne && isHeld(situation, step.action()))
                || (step instanceof Step.Wait wait
                        && (wait.outcome() instanceof Outcome.Failed || wait.outcome() instanceof Outcome.Refused));
    }

    /** What a rebuild that failed halfway has left may not start any more: then that is what is to be told. */
    private static boolean startsNoMore(Step step, Instance instance, Situation situation) {
        return Applied.of(instance).hasFailedRebuild() && isHeld(situation, step.action());
    }

    /**
     * The server was killed in the middle of the creation. It notes at a creation's end what its templates are to do at the first start,
     * and drops that note at the start: an instance that has never run and lacks it was not finished. Whoever deletes it asks the
     * server once more.
     */
    private static Optional<Step> halfMade(Instance instance, Situation situation) {
        boolean endUnknown = situation
                .memory()
                .operation()
                .map(last -> last.action().equals("create") && last.state() == OperationState.UNKNOWN)
                .orElse(!situation.memory().known());
        return endUnknown && Power.of(instance) == Power.STOPPED && instance.isHalfMade()
                ? Optional.of(new Step.DeleteHalfMade())
                : Optional.empty();
    }

    private Step asAsked(Instance instance, Situation situation) {
        Outcome ready = new Outcome.InSync("Ready", Words.asAsked(situation, instance));
        return inside.lookAgain(instance, situation)
                .map(until -> wait(ready, until))
                .orElseGet(() -> rest(ready));
    }

    /** One that was there and is not any more, though nobody asked us to take it away. */
    private static Optional<Step> missing(Situation situation) {
        return situation.memory().known() && mayBeMissing(situation)
                ? Optional.of(rest(new Outcome.Refused(
                        MISSING,
                        Words.theInstance(situation.instance())
                                + " was deleted on the host; spec.onMissing: Recreate makes a new one, without what"
                                + " was in the old one")))
                : Optional.empty();
    }

    /** Whether that an instance is gone is to be told, and remembered, if there was one. */
    static boolean mayBeMissing(Situation situation) {
        boolean expected = situation.spec().ephemeralOrDefault()
                || situation
                        .memory()
                        .operation()
                        .filter(last -> last.action().equals(Step.REPLACE)
                                || last.action().equals(Step.DISCARD)
                                || (last.action().equals("create") && last.state() == OperationState.FAILED))
                        .isPresent();
        return !expected && !situation.deleting() && situation.spec().onMissingOrDefault() == MissingPolicy.REPORT;
    }

    private static Optional<Step> notOurs(Instance instance, Situation situation) {
        AdoptPolicy adopt = situation.spec().adoptOrDefault();
        return switch (situation.mark().of(instance)) {
            case OURS -> Optional.empty();
            case FOREIGN ->
                Optional.of(conflict(
                        situation,
                        situation
                                        .mark()
                                        .sibling(instance)
                                        .map(name -> " belongs to the IncusInstance " + name + " of this namespace")
                                        .orElse(" belongs to another resource (the host's admin finds which one in its"
                                                + " config key " + Mark.OWNER + ")")
                                + ": choose another spec.instanceName"));
            case ORPHANED ->
                Optional.of(
                        adopt == AdoptPolicy.IF_ORPHANED
                                ? new Step.AdoptInstance()
                                : conflict(
                                        situation,
                                        " belongs to a resource of the same namespace and name in another cluster (the"
                                                + " host's admin finds which one in its config key " + Mark.OWNER
                                                + "): if that cluster is gone, take the instance"
                                                + " over by spec.adopt: IfOrphaned, else choose another"
                                                + " spec.instanceName"));
            case UNMARKED ->
                Optional.of(
                        adopt == AdoptPolicy.IF_UNOWNED
                                ? new Step.AdoptInstance()
                                : conflict(
                                        situation,
                                        " is there already and was not made by this operator: choose another"
                                                + " spec.instanceName, remove that instance, or take it over by"
                                                + " spec.adopt: IfUnowned"));
        };
    }

    private static Step conflict(Situation situation, String why) {
        return rest(new Outcome.Refused("NameConflict", Words.theInstance(situation.instance()) + why));
    }

    static Step rest(Outcome outcome) {
        return new Step.Rest(outcome);
    }

    static Step wait(Outcome outcome, Instant until) {
        return new Step.Wait(outcome, until);
    }
}
