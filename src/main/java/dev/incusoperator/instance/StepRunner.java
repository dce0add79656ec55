package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Admission;
import dev.incusoperator.host.Host.Permit;
import dev.incusoperator.instance.Failures.Failure;
import dev.incusoperator.instance.StepResult.Effect;
import dev.incusoperator.instance.exec.ExecContext;
import dev.incusoperator.instance.exec.ExecRunner;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.status.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one step: calls the host, and says what is to be remembered. What the host goes on with after the call is
 * remembered as the operation that the status names; nobody waits for it here.
 */
final class StepRunner {
    private static final int ERROR_LIMIT = 1024;

    private final FetchedImages fetched = new FetchedImages();
    /** The servers' time of the last start of what was never started. */
    private static final String NEVER = "1970-01-01T00:00:00";

    private final StepSender sender;
    private final ExecRunner exec;
    private final FileRunner files;
    private final Clock clock;

    StepRunner(ValueSource values, AccessCheck access, SourceSights sights, Clock clock) {
        this.sender = new StepSender(values, access, fetched);
        this.exec = new ExecRunner(values, clock);
        this.files = new FileRunner(values, sights, clock);
        this.clock = clock;
    }

    /**
     * Where a step is taken: one resource, one host that is connected, one status to write into.
     *
     * @param readSinceEnd whether the instance was read after the last operation's end, in this very reconcile
     */
    record Site(
            Situation situation,
            Host host,
            IncusClient client,
            ServerInfo server,
            Notebook notebook,
            OneTurn turn,
            boolean readSinceEnd) {
        InstanceRef instance() {
            return situation.instance();
        }
    }

    /** The parts of the resource that a step itself must write before it goes on. */
    interface Notebook {
        IncusInstance resource();

        /** @throws io.fabric8.kubernetes.client.KubernetesClientException 409 where the resource has changed since it was read */
        void write(Memory memory);

        void addFinalizer();

        /** As {@link Journal#isHeld}. */
        boolean isHeld();

        void removeFinalizer();
    }

    /**
     * @throws dev.incusoperator.client.IncusException where the host refused or could not be reached; nothing is to be remembered
     * @throws MissingValueException where a reference of the spec leads nowhere
     * @throws NotGivenException where the access rules do not give what was read right before the write
     */
    StepResult run(Step step, Site site) {
        if (step instanceof Step.ForgetOperation) {
            return StepResult.done(site.situation().memory().withoutOperation(), Effect.LOOKED);
        }
        if (step instanceof Step.RecordEnd end) {
            return recordEnd(end.operation(), end.ended(), site);
        }
        if (step instanceof Step.LookAtSource look) {
            return files.look(look, site);
        }
        return site.turn().at(site.host(), Claims.of(step, site.situation())) instanceof Admission.Later later
                ? StepResult.later(site.situation().memory(), later.about())
                : talking(step, site);
    }

    /** What talks to the host. */
    private StepResult talking(Step step, Site site) {
        if (step instanceof Step.FollowOperation follow) {
            return new NamedOperation(id(follow.operation()), site).follow(false)
                    ? StepResult.done(site.situation().memory(), Effect.LOOKED)
                    : recordLost(follow.operation(), site);
        }
        if (step instanceof Step.RecordLost lost) {
            return recordLost(lost.operation(), site);
        }
        if (step instanceof Step.Exec command && !(command.step() instanceof ExecStep.Starting)) {
            return settleCommand(command.step(), site);
        }
        if (step instanceof Step.ReleaseFinalizer) {
            return followUnderWay(site).orElseGet(() -> release(site));
        }
        if (step instanceof Step.DeleteHalfMade) {
            return followUnderWay(site).orElseGet(() -> starting(step, site));
        }
        if (step instanceof Step.ChangePower && isAtWork(site)) {
            return StepResult.done(site.situation().memory(), Effect.LOOKED);
        }
        return starting(step, site);
    }

    /** Whether the server has caused the state that is to be changed; of one that never ran it has not. */
    private static boolean isAtWork(Site site) {
        return !site.situation().deleting()
                && site.situation().sighting() instanceof Host.Sighting.Seen seen
                && !seen.instance().lastUsedAt().startsWith(NEVER)
                && site.host().work(seen.instance()).isPresent();
    }

    /** What the host works on is followed as if it had been written down: only who was killed before that does not know of it. */
    private Optional<StepResult> followUnderWay(Site site) {
        return site.client().operations().list(site.instance().project()).stream()
                .filter(operation ->
                        !operation.done() && operation.isAbout(site.instance().name()))
                .findFirst()
                .map(operation ->
                        new OperationStatus(operation.id(), "create", OperationState.RUNNING, null, time(), null, null))
                .map(running -> StepResult.done(site.situation().memory().withOperation(running), Effect.LOOKED));
    }

    private StepResult release(Site site) {
        Memory memory = site.situation().memory();
        // it may have ended between the look that found nothing and this question
        Host.Sighting now = site.host().refresh(site.instance());
        if (now instanceof Host.Sighting.Unknown unknown) {
            return StepResult.refused(memory, new Failure("release", "InstanceUnknown", unknown.why(), false));
        }
        if (!(now instanceof Host.Sighting.Gone)) {
            return StepResult.done(memory, Effect.LOOKED);
        }
        site.notebook().removeFinalizer();
        return StepResult.done(memory, Effect.RELEASED);
    }

    /** What changes something on the host needs the right to, and the finalizer. */
    private StepResult starting(Step step, Site site) {
        Optional<Permit> permit = site.host().permit(Claims.of(step, site.situation()));
        if (permit.isEmpty()) {
            return StepResult.busy(site.situation().memory());
        }
        try (Permit right = permit.get()) {
            if (!site.situation().deleting()) {
                site.notebook().addFinalizer();
                boolean first = step instanceof Step.CreateInstance || step instanceof Step.AdoptInstance;
                if (first && !site.notebook().isHeld()) {
                    // it is gone, or goes: an event says so
                    return StepResult.later(site.situation().memory(), Duration.ZERO);
                }
            }
            if (step instanceof Step.Exec command && command.step() instanceof ExecStep.Run run) {
                return runCommand(run, site, right);
            }
            if (step instanceof Step.Exec command && command.step() instanceof ExecStep.AwaitEarlier earlier) {
                List<ExecStatus> asked = exec.awaitEarlier(earlier, execContext(site), right);
                return StepResult.done(site.situation().memory().withExec(asked), Effect.STARTED);
            }
            if (step instanceof Step.PushFile push) {
                return files.push(push, site);
            }
            Step.Starting starting = (Step.Starting) step;
            // before it is sent: the server's own time for it is over later than ours then
            String begun = PowerPlanner.began(site.situation().memory(), starting.action())
                    .orElseGet(this::time);
            return started(starting.action(), begun, sender.send(starting, site), site, right);
        }
    }

    private StepResult started(String action, String begun, ApiResponse response, Site site, Permit permit) {
        Memory memory = site.situation().memory();
        Optional<String> operation = response.operationId();
        if (operation.isEmpty()) {
            OperationStatus done =
                    new OperationStatus(null, action, OperationState.SUCCEEDED, null, begun, time(), null);
            site.host().refresh(site.instance());
            return StepResult.done(memory.withOperation(done), Effect.DONE_AT_ONCE);
        }
        permit.heldBy(operation.get());
        site.host().track(operation.get(), site.instance());
        OperationStatus running =
                new OperationStatus(operation.get(), action, OperationState.RUNNING, null, begun, null, null);
        return StepResult.done(memory.withOperation(running), Effect.STARTED);
    }

    private StepResult recordEnd(OperationStatus operation, Operation ended, Site site) {
        fetched.ended(id(operation), ended.succeeded() ? ended.fingerprint().orElse("") : "");
        OperationStatus over = new OperationStatus(
                operation.id(),
                operation.action(),
                ended.succeeded() ? OperationState.SUCCEEDED : OperationState.FAILED,
                null,
                operation.startedAt(),
                time(),
                ended.succeeded()
                        ? null
                        : Text.bounded(ended.err().isBlank() ? ended.status() : ended.err(), ERROR_LIMIT));
        Memory memory = site.situation().memory().withOperation(over);
        return ended.succeeded()
                ? StepResult.ended(memory, id(operation), Optional.empty())
                : StepResult.ended(
                        memory, id(operation), Optional.of(Failures.of(operation.action(), site.situation(), ended)));
    }

    private StepResult recordLost(OperationStatus operation, Site site) {
        OperationStatus over = new OperationStatus(
                operation.id(),
                operation.action(),
                OperationState.UNKNOWN,
                null,
                operation.startedAt(),
                time(),
                "the host has forgotten this operation (was it restarted?), or knows it as none of this instance; its"
                        + " outcome is seen on the instance");
        site.host().refresh(site.instance());
        return StepResult.ended(
                site.situation().memory().withOperation(over),
                operation.id() == null ? "" : operation.id(),
                Optional.empty());
    }

    private StepResult runCommand(ExecStep.Run run, Site site, Permit permit) {
        ExecRunner.Sent sent = exec.run(run, execContext(site), permit);
        Memory memory = site.situation().memory().withExec(sent.statuses());
        return sent.refused()
                .map(error -> StepResult.refused(memory, Failures.of("run", site.situation(), error)))
                .orElseGet(() -> StepResult.done(memory, Effect.STARTED));
    }

    private StepResult settleCommand(ExecStep step, Site site) {
        ExecContext context = execContext(site);
        Memory memory = site.situation().memory();
        if (step instanceof ExecStep.Follow follow) {
            return follow(follow.status(), context, site);
        }
        if (step instanceof ExecStep.FollowEarlier follow) {
            return new NamedOperation(
                                    Optional.ofNullable(follow.status().waitOperation())
                                            .orElseThrow(),
                                    site)
                            .follow(true)
                    ? StepResult.done(memory, Effect.LOOKED)
                    : StepResult.done(memory.withExec(exec.askAnew(follow.status(), context)), Effect.DONE_AT_ONCE);
        }
        if (step instanceof ExecStep.End end) {
            return StepResult.done(memory.withExec(exec.end(end, context)), Effect.LOOKED);
        }
        Memory settled = memory.withExec(exec.settle(step, context));
        return step instanceof ExecStep.EarlierUntold untold
                ? StepResult.refused(
                        settled,
                        new Failure(
                                "run",
                                Words.failedReason("run"),
                                "whether an earlier attempt of command "
                                        + untold.status().name()
                                        + " still runs in the instance is not known yet: what looked for it there was killed",
                                false))
                : StepResult.done(settled, Effect.DONE_AT_ONCE);
    }

    private StepResult follow(ExecStatus status, ExecContext context, Site site) {
        Memory memory = site.situation().memory();
        return new NamedOperation(Optional.ofNullable(status.operation()).orElseThrow(), site).follow(true)
                ? StepResult.done(memory, Effect.LOOKED)
                : StepResult.done(memory.withExec(exec.lost(status, context)), Effect.DONE_AT_ONCE);
    }

    private static ExecContext execContext(Site site) {
        Situation situation = site.situation();
        return new ExecContext(
                situation.mark().namespace(),
                site.notebook().resource().getMetadata().getUid(),
                situation.spec().execOrEmpty(),
                secretsInside(situation.spec()),
                situation.memory().exec(),
                situation.asks().rerun(),
                situation.instance(),
                situation.spec().typeOrDefault() == InstanceType.VIRTUAL_MACHINE,
                site.host(),
                site.client(),
                site.server(),
                statuses -> site.notebook().write(situation.memory().withExec(statuses)));
    }

    private static List<SecretKeyRef> secretsInside(InstanceSpec spec) {
        List<SecretKeyRef> secrets = new ArrayList<>();
        spec.filesOrEmpty()
                .forEach(file -> Optional.ofNullable(file.secretKeyRef()).ifPresent(secrets::add));
        Optional.ofNullable(spec.cloudInit()).map(CloudInit::userDataSecretRef).ifPresent(secrets::add);
        return secrets;
    }

    private static String id(OperationStatus operation) {
        return Optional.ofNullable(operation.id()).orElseThrow();
    }

    private String time() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return now.toString();
    }
}
