package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.ended;
import static dev.incusoperator.instance.Given.ours;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.update.Edit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes steps as a host would on which nothing goes wrong, on values alone: what was a situation before a step becomes the
 * situation after it.
 */
final class PerfectHost {
    private static final int DONE = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean startsWhatItCreates;

    PerfectHost(boolean startsWhatItCreates) {
        this.startsWhatItCreates = startsWhatItCreates;
    }

    Situation after(Step step, Situation before) {
        if (step instanceof Step.Wait wait) {
            return waited(before, wait.until());
        }
        if (step instanceof Step.FollowOperation follow) {
            return known(before, follow.operation().id(), new OperationView.Running(""));
        }
        if (step instanceof Step.RecordEnd end) {
            return remembered(
                    before,
                    end.operation(),
                    end.ended().succeeded() ? OperationState.SUCCEEDED : OperationState.FAILED);
        }
        if (step instanceof Step.RecordLost lost) {
            return remembered(before, lost.operation(), OperationState.UNKNOWN);
        }
        if (step instanceof Step.ForgetOperation) {
            return before.after(before.sighting(), before.memory().withoutOperation());
        }
        if (step instanceof Step.Exec exec) {
            return commanded(exec.step(), before);
        }
        return started(step, before);
    }

    private Situation started(Step step, Situation before) {
        String id = "started-" + StepText.of(step, before.now());
        OperationStatus operation = new OperationStatus(
                id, step.action(), OperationState.RUNNING, null, before.now().toString(), null, null);
        Situation begun = before.after(changed(step, before), before.memory().withOperation(operation));
        return known(begun, id, new OperationView.Ended(ended(id, DONE, "")));
    }

    private Sighting changed(Step step, Situation before) {
        if (step instanceof Step.CreateInstance) {
            return Given.sight(ours(startsWhatItCreates ? 103 : 102));
        }
        if (step instanceof Step.DeleteInstance) {
            return new Sighting.Gone();
        }
        if (step instanceof Step.ReleaseInstance) {
            return Given.sight(Given.instance(103, Map.of()));
        }
        Instance instance = ((Sighting.Seen) before.sighting()).instance();
        if (step instanceof Step.AdoptInstance) {
            return edited(instance, Edit.adopt(instance, Given.MARK.config(Given.WEB), before.declared()));
        }
        if (step instanceof Step.UpdateInstance update) {
            return edited(
                    instance,
                    Edit.of(instance, before.declared(), update.purpose(), secret -> "secret", Optional::empty));
        }
        return powered(
                instance,
                step instanceof Step.ChangePower power ? power.change().action() : Action.STOP,
                before);
    }

    private static Sighting powered(Instance instance, Action action, Situation before) {
        int status = switch (action) {
            case START, UNFREEZE, RESTART -> 103;
            case STOP -> 102;
            case FREEZE -> 110;
        };
        boolean another = action == Action.START || action == Action.RESTART;
        ObjectNode json = json(instance);
        json.put("last_used_at", another ? before.now() + " anew" : instance.lastUsedAt());
        json.put("status_code", status).put("status", Given.statusWord(status));
        return Given.sight(Instance.from(json, "default"));
    }

    private static Sighting edited(Instance instance, ObjectNode definition) {
        ObjectNode json = json(instance);
        json.setAll(definition);
        return Given.sight(Instance.from(json, "default"));
    }

    private static ObjectNode json(Instance instance) {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", instance.name())
                .put("status_code", instance.statusCode())
                .put("status", instance.status())
                .put("type", instance.type())
                .put("created_at", instance.createdAt())
                .put("last_used_at", instance.lastUsedAt())
                .put("description", instance.description());
        json.set("profiles", JSON.valueToTree(instance.profiles()));
        json.set("config", JSON.valueToTree(instance.config()));
        json.set("devices", JSON.valueToTree(instance.devices()));
        return json;
    }

    private static Situation commanded(ExecStep step, Situation before) {
        if (step instanceof ExecStep.Run run) {
            String id = "command-" + run.entry().name() + "-" + run.attempt();
            ExecStatus sent = status(run.entry().name(), run.hash(), ExecState.RUNNING, id, run.attempt(), before);
            return known(told(before, sent), id, new OperationView.Ended(ended(id, DONE, "", "{return: 0}")));
        }
        if (step instanceof ExecStep.AwaitEarlier ask) {
            ExecStatus earlier = ask.status();
            ExecStatus asked = new ExecStatus(
                    earlier.name(),
                    earlier.hash(),
                    earlier.state(),
                    earlier.operation(),
                    "wait",
                    earlier.attempts(),
                    null,
                    earlier.startedAt(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            return known(told(before, asked), "wait", new OperationView.Ended(ended("wait", DONE, "", "{return: 0}")));
        }
        if (step instanceof ExecStep.EarlierOver over) {
            return told(before, moved(over.status(), ExecState.PENDING, before));
        }
        if (step instanceof ExecStep.Follow follow) {
            return known(before, follow.status().operation(), new OperationView.Running(""));
        }
        if (step instanceof ExecStep.Collect collect) {
            boolean well = collect.operation().returnCode().equals(Optional.of(0));
            return told(before, moved(collect.status(), well ? ExecState.SUCCEEDED : ExecState.FAILED, before));
        }
        if (step instanceof ExecStep.End end) {
            String id = end.status().operation();
            return known(before, id, new OperationView.Ended(ended(id, DONE, "", "{return: 143}")));
        }
        if (step instanceof ExecStep.Sweep sweep) {
            ExecStatus swept = sweep.status();
            return told(before, status(swept.name(), swept.hash(), swept.state(), null, swept.attempts(), before));
        }
        ExecStatus lost = step instanceof ExecStep.FindLost find
                ? find.status()
                : step instanceof ExecStep.CollectLost collect ? collect.status() : ((ExecStep.GiveUp) step).status();
        return told(before, moved(lost, ExecState.UNKNOWN, before));
    }

    private static ExecStatus moved(ExecStatus status, ExecState state, Situation at) {
        return status(status.name(), status.hash(), state, status.operation(), status.attempts(), at);
    }

    private static ExecStatus status(
            String name, String hash, ExecState state, String operation, int attempts, Situation at) {
        String now = at.now().toString();
        return new ExecStatus(
                name, hash, state, operation, null, attempts, null, now, null, now, null, null, null, null);
    }

    private static Situation told(Situation before, ExecStatus now) {
        List<ExecStatus> all = new ArrayList<>(before.memory().exec());
        all.removeIf(status -> status.name().equals(now.name()));
        all.add(now);
        return before.after(before.sighting(), before.memory().withExec(List.copyOf(all)));
    }

    private static Situation remembered(Situation before, OperationStatus operation, OperationState state) {
        OperationStatus over = new OperationStatus(
                operation.id(),
                operation.action(),
                state,
                null,
                operation.startedAt(),
                before.now().toString(),
                null);
        return before.after(before.sighting(), before.memory().withOperation(over));
    }

    /** Time has come: what was under way has ended. */
    private static Situation waited(Situation before, Instant until) {
        return new Situation(
                before.spec(),
                before.host(),
                before.instance(),
                before.mark(),
                before.deleting(),
                before.asks(),
                before.gate(),
                settled(before.sighting()),
                before.memory(),
                id -> before.operations().apply(id) instanceof OperationView.Running
                        ? new OperationView.Ended(operation(id))
                        : before.operations().apply(id),
                before.abilities(),
                before.inside(),
                before.notBefore(),
                until);
    }

    private static Operation operation(String id) {
        return ended(id, DONE, "", "{return: 0}");
    }

    private static Sighting settled(Sighting sighting) {
        if (sighting instanceof Sighting.Pending) {
            return new Sighting.Gone();
        }
        return sighting instanceof Sighting.Seen seen ? Given.sight(settled(seen.instance())) : sighting;
    }

    private static Instance settled(Instance instance) {
        return switch (instance.statusCode()) {
            case 106 -> Given.instance(103, instance.config());
            case 107 -> Given.instance(102, instance.config());
            default -> instance;
        };
    }

    private static Situation known(Situation before, String operation, OperationView view) {
        return new Situation(
                before.spec(),
                before.host(),
                before.instance(),
                before.mark(),
                before.deleting(),
                before.asks(),
                before.gate(),
                before.sighting(),
                before.memory(),
                id -> id.equals(operation) ? view : before.operations().apply(id),
                before.abilities(),
                before.inside(),
                before.notBefore(),
                before.now());
    }
}
