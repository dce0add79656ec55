package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.Hosts;
import dev.incusoperator.instance.Failures.Failure;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.StepResult.Effect;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes the planned steps, one after the other, as far as they go now: until something is to be waited for, nothing is
 * left, or something failed. At most one of them is one that the host goes on with after the call.
 */
final class Progression {
    /** More than any sound plan has; a plan that goes round is left, and looked at again. */
    private static final int MOST_STEPS = 100;

    private final Planner planner = new Planner();
    private final Hosts hosts;
    private final SituationReader reader;
    private final StepRunner runner;
    private final Backoffs backoffs;
    private final Repetitions repetitions;

    Progression(Hosts hosts, SituationReader reader, StepRunner runner, Backoffs backoffs, Repetitions repetitions) {
        this.hosts = hosts;
        this.reader = reader;
        this.runner = runner;
        this.backoffs = backoffs;
        this.repetitions = repetitions;
    }

    /**
     * Where the steps led to.
     *
     * @param until when to look again, where nothing else will say
     * @param released whether the resource was let go: there is no status to write
     * @param over operations whose end is in the memory, all of them where the resource was let go: once that is written, the
     *     host need not remember them
     * @param passing what of it is over in a moment as a rule
     */
    record End(
            Situation situation,
            Outcome outcome,
            Optional<Instant> until,
            boolean released,
            List<String> over,
            Passing passing) {

        private static End of(Situation situation, Outcome outcome, Optional<Instant> until, List<String> over) {
            return new End(situation, outcome, until, false, over, Passing.NOTHING);
        }

        private End passing(Passing what) {
            return new End(situation, outcome, until, released, over, what);
        }
    }

    /** What is over in a moment as a rule. */
    enum Passing {
        NOTHING,
        /** Nothing was done on the host, and it goes on in a moment: the host says when. */
        MOMENT,
        /** It waits for its turn, or for the server to end what it does with the instance. */
        TURN,
        /** The instance is being started, stopped, frozen or restarted since this reconcile. */
        POWER
    }

    End advance(Situation from, StepRunner.Notebook notebook) {
        try (OneTurn turn = new OneTurn()) {
            return advance(from, notebook, turn);
        }
    }

    private End advance(Situation from, StepRunner.Notebook notebook, OneTurn turn) {
        Situation situation = from;
        List<String> over = new ArrayList<>();
        boolean started = false;
        Passing passing = Passing.NOTHING;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            Step step = planner.next(situation);
            if (step instanceof Step.Rest rest) {
                return End.of(situation, rest.outcome(), again(rest.outcome(), situation), over);
            }
            if (step instanceof Step.Wait wait) {
                // as short as a snapshot takes as a rule: nobody need hear of it
                boolean atWork = wait.outcome().reason().equals(Planner.AT_WORK) && over.isEmpty();
                return End.of(situation, wait.outcome(), Optional.of(wait.until()), over)
                        .passing(atWork ? Passing.TURN : passing);
            }
            if ((started && starts(step)) || isJudgedOnOtherGrounds(step, from, situation)) {
                return soon(situation, over);
            }
            StepResult result = take(step, situation, notebook, turn, !over.isEmpty());
            result.over().ifPresent(over::add);
            if (result.effect() == Effect.RELEASED) {
                over.addAll(named(situation.memory()));
                return new End(
                        situation,
                        new Outcome.InSync("Released", letGo(situation)),
                        Optional.empty(),
                        true,
                        over,
                        Passing.NOTHING);
            }
            if (result.effect() == Effect.HELD) {
                // an end that was seen is written down first: a rebuild, say, would else be done again after a crash
                return held(situation, over).passing(over.isEmpty() ? Passing.MOMENT : Passing.NOTHING);
            }
            if (result.effect() == Effect.BUSY) {
                return End.of(
                                situation,
                                busy(situation),
                                Optional.of(situation.now().plus(Planner.LOOK_AGAIN)),
                                over)
                        .passing(over.isEmpty() ? Passing.TURN : Passing.NOTHING);
            }
            if (result.effect() == Effect.STARTED) {
                started = true;
                passing = step instanceof Step.ChangePower ? Passing.POWER : Passing.NOTHING;
            }
            situation = next(step, situation, result, notebook.resource(), turn);
        }
        return soon(situation, over);
    }

    /** What a namespace may have was judged by what was seen at first; what comes or is taken over was to be seen then. */
    private static boolean isJudgedOnOtherGrounds(Step step, Situation judged, Situation now) {
        if (step instanceof Step.CreateInstance) {
            return !(judged.sighting() instanceof Sighting.Gone);
        }
        return step instanceof Step.AdoptInstance
                && !(now.sighting() instanceof Sighting.Seen seen && judged.shows(seen.instance()));
    }

    /** The operations that the host remembers for this resource, which nobody asks for once that is let go. */
    private static List<String> named(Memory memory) {
        return Stream.concat(
                        Stream.concat(
                                memory.operation().map(OperationStatus::id).stream(),
                                memory.exec().stream().map(ExecStatus::operation)),
                        memory.exec().stream().map(ExecStatus::waitOperation))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String letGo(Situation situation) {
        return situation.sighting() instanceof Sighting.Gone
                ? Words.theInstance(situation.instance())
                        + " is not on the host, as far as is known: nothing is left to be deleted"
                : Words.theInstance(situation.instance()) + " is let go and left as it is on the host";
    }

    private StepResult take(
            Step step, Situation situation, StepRunner.Notebook notebook, OneTurn turn, boolean readSinceEnd) {
        if (step instanceof Step.ReleaseFinalizer release && !release.looksFirst()) {
            notebook.removeFinalizer();
            return StepResult.done(situation.memory(), Effect.RELEASED);
        }
        Optional<Host> host = hosts.find(InstanceKeys.host(notebook.resource()));
        Optional<IncusClient> client = host.flatMap(Host::client);
        if (host.isEmpty() || client.isEmpty() || !(host.get().health() instanceof Health.Connected connected)) {
            return StepResult.refused(
                    situation.memory(),
                    new Failure(step.action(), "HostUnreachable", "the host has just gone away", false));
        }
        try {
            return runner.run(
                    step,
                    new StepRunner.Site(
                            situation, host.get(), client.get(), connected.server(), notebook, turn, readSinceEnd));
        } catch (NotGivenException e) {
            host.get().refresh(situation.instance()); // what was read is what the plan goes on from
            return StepResult.refused(situation.memory(), Failures.of(step.action(), e.gate()));
        } catch (IncusException e) {
            return StepResult.refused(situation.memory(), Failures.of(step.action(), situation, e));
        } catch (ReplacementRefusedException e) {
            return StepResult.refused(situation.memory(), refused(step.action(), situation, e));
        } catch (MissingValueException e) {
            return StepResult.refused(
                    situation.memory(),
                    new Failure(step.action(), "ValueMissing", String.valueOf(e.getMessage()), false));
        }
    }

    private static Failure refused(String action, Situation situation, ReplacementRefusedException e) {
        String message = Words.failed(action, situation.instance(), String.valueOf(e.getMessage()));
        return new Failure(action, Words.failedReason(action), message, !action.equals(Step.DISCARD));
    }

    private Situation next(Step step, Situation situation, StepResult result, IncusInstance resource, OneTurn turn) {
        ResourceID id = ResourceID.fromResource(resource);
        long generation = resource.getMetadata().getGeneration();
        if (result.failure().isPresent()) {
            backoffs.failed(id, generation, result.failure().get());
        } else if (result.over().isPresent()) {
            result.memory().operation().ifPresent(operation -> succeeded(id, operation.action()));
            again(result, situation, resource).ifPresent(again -> backoffs.hold(id, generation, again));
        } else if (result.effect() == Effect.DONE_AT_ONCE) {
            backoffs.succeeded(id, step.action());
        }
        Situation now =
                situation.after(look(situation, resource), result.memory()).heldBack(backoffs.of(id, generation));
        return now.sighting().equals(situation.sighting()) ? now : judged(now, resource, turn);
    }

    /** What a namespace may have is judged on what is seen now, not on what was seen when the reconcile began. */
    private Situation judged(Situation now, IncusInstance resource, OneTurn turn) {
        return hosts.find(InstanceKeys.host(resource))
                .map(host -> now.judged(reader.gate(resource, host, now.instance(), now.sighting(), turn)))
                .orElse(now);
    }

    /** What was done by force at last need not wait for another graceful try. */
    private void succeeded(ResourceID id, String action) {
        backoffs.succeeded(id, action);
        backoffs.succeeded(id, action.replace("force-", ""));
    }

    /** What has just succeeded, and did so too often. */
    private Optional<Held> again(StepResult result, Situation situation, IncusInstance resource) {
        return result.memory()
                .operation()
                .filter(operation -> operation.state() == OperationState.SUCCEEDED)
                .flatMap(operation -> repetitions.done(
                        ResourceID.fromResource(resource),
                        resource.getMetadata().getGeneration(),
                        operation.action(),
                        situation.instance(),
                        hosts.find(InstanceKeys.host(resource)).flatMap(host -> host.lastActor(situation.instance()))));
    }

    private Host.Sighting look(Situation situation, IncusInstance resource) {
        return hosts.find(InstanceKeys.host(resource))
                .map(host -> situation.gate() instanceof Situation.Gate.Denied
                        ? host.lookForOwn(situation.instance(), situation.mark()::owns)
                        : host.look(situation.instance()))
                .orElse(situation.sighting());
    }

    private static boolean starts(Step step) {
        return step instanceof Step.Starting
                || (step instanceof Step.Exec command
                        && command.step() instanceof dev.incusoperator.instance.exec.ExecStep.Starting);
    }

    private static Outcome busy(Situation situation) {
        return new Outcome.Progressing(
                "HostBusy",
                "waiting for its turn: " + situation.host()
                        + " has as much to do as spec.limits allows, or has asked for a pause"
                        + Planner.howToLetGo(situation));
    }

    private static End held(Situation situation, List<String> over) {
        return End.of(situation, working(situation), Optional.of(situation.now().plus(Planner.LOOK_AGAIN)), over);
    }

    private static Outcome working(Situation situation) {
        return new Outcome.Progressing("Working", "more is to be done for " + Words.theInstance(situation.instance()));
    }

    private static End soon(Situation situation, List<String> over) {
        return End.of(situation, working(situation), Optional.of(situation.now()), over);
    }

    /** What waits for a change that may not be told (a Secret, a right) is looked at again now and then. */
    private static Optional<Instant> again(Outcome outcome, Situation situation) {
        return outcome instanceof Outcome.InSync || outcome instanceof Outcome.Paused
                ? Optional.empty()
                : Optional.of(situation.now().plus(Planner.LOOK_AGAIN));
    }
}
