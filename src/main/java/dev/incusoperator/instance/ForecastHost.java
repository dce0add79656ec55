package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.api.v1alpha1.OperationState;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.exec.ExecStep;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.file.SourceSight;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a situation is after a step on a host on which all goes well. Pure. */
final class ForecastHost {
    private static final int RUNNING = 103;
    private static final int STOPPED = 102;
    private static final int FROZEN = 110;

    private ForecastHost() {}

    static Situation after(Step step, Situation before) {
        if (step instanceof Step.Exec command && command.step() instanceof ExecStep.Starting starting) {
            return before.after(before.sighting(), before.memory().withExec(ran(starting.run(), before)));
        }
        if (step instanceof Step.PushFile push && before.sighting() instanceof Sighting.Seen seen) {
            return before.after(seen, before.memory().withFiles(written(push.file(), seen.instance(), before)));
        }
        OperationStatus done =
                new OperationStatus(null, step.action(), OperationState.SUCCEEDED, null, null, null, null);
        return before.after(
                sighting(step, before), before.memory().withOperation(done).withDriftTold());
    }

    private static Sighting sighting(Step step, Situation before) {
        if (step instanceof Step.CreateInstance) {
            return seen(made(before), before.startsAtOnce() ? RUNNING : STOPPED, before);
        }
        if (step instanceof Step.DeleteInstance
                || step instanceof Step.DeleteHalfMade
                || !(before.sighting() instanceof Sighting.Seen seen)) {
            return new Sighting.Gone();
        }
        Instance instance = seen.instance();
        Optional<Edit.Purpose> purpose = step instanceof Step.UpdateInstance update
                ? Optional.of(update.purpose())
                : Optional.of(Edit.Purpose.BEGIN_REBUILD).filter(begun -> step instanceof Step.BeginReplacement);
        if (purpose.isPresent()) {
            ObjectNode edited = Edit.of(instance, before.declared(), purpose.get(), secret -> "?", Optional::empty);
            return seen(edited, instance.statusCode(), instance.lastUsedAt(), before);
        }
        if (step instanceof Step.AdoptInstance) {
            Map<String, String> marks = before.mark().config(before.instance());
            return seen(
                    Edit.adopt(instance, marks, before.declared()),
                    instance.statusCode(),
                    instance.lastUsedAt(),
                    before);
        }
        if (step instanceof Step.LiftProtection) {
            return seen(
                    Edit.unprotect(instance, before.declared()), instance.statusCode(), instance.lastUsedAt(), before);
        }
        if (step instanceof Step.ReleaseInstance) {
            return new Sighting.Gone();
        }
        int status = step instanceof Step.ChangePower power ? status(power) : STOPPED;
        return seen(body(instance), status, before);
    }

    private static int status(Step.ChangePower power) {
        return switch (power.change().action()) {
            case START, RESTART, UNFREEZE -> RUNNING;
            case STOP -> STOPPED;
            case FREEZE -> FROZEN;
        };
    }

    private static ObjectNode made(Situation before) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode config = body.putObject("config");
        before.declared().config().forEach(config::put);
        before.declared().secrets().keySet().forEach(key -> config.put(key, "?"));
        before.mark().config(before.instance()).forEach(config::put);
        config.put(Applied.KEY, Applied.first(before.declared()).json());
        ObjectNode devices = body.putObject("devices");
        before.spec().devicesOrEmpty().forEach((name, device) -> device.forEach(devices.withObjectProperty(name)::put));
        before.profilesOfNew().forEach(body.putArray("profiles")::add);
        body.put("description", Optional.ofNullable(before.spec().description()).orElse(""));
        return body;
    }

    private static ObjectNode body(Instance instance) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode config = body.putObject("config");
        instance.config().forEach(config::put);
        ObjectNode devices = body.putObject("devices");
        instance.devices().forEach((name, device) -> device.forEach(devices.withObjectProperty(name)::put));
        instance.profiles().forEach(body.putArray("profiles")::add);
        return body.put("description", instance.description());
    }

    /** Any change of its power makes it another run. */
    private static Sighting seen(ObjectNode body, int status, Situation before) {
        return seen(body, status, "after " + before.memory().operation(), before);
    }

    private static Sighting seen(ObjectNode body, int status, String lastUsedAt, Situation before) {
        body.put("name", before.instance().name())
                .put("status_code", status)
                .put("type", before.spec().typeOrDefault() == InstanceType.CONTAINER ? "container" : "virtual-machine")
                .put("last_used_at", lastUsedAt);
        return new Sighting.Seen(Instance.from(body, before.instance().project()), "");
    }

    private static List<FileStatus> written(InstanceFile file, Instance instance, Situation before) {
        List<FileStatus> files = new ArrayList<>(before.memory().files());
        files.removeIf(status -> status.path().equals(file.path()));
        String version = FileVersion.source(file)
                .map(source -> FileVersion.of(file, source, objectVersion(source, before)))
                .orElseGet(() -> FileVersion.of(file));
        files.add(new FileStatus(file.path(), version, Applied.lifeOf(instance), ""));
        return files;
    }

    private static String objectVersion(ValueRef source, Situation before) {
        return before.inside().sources().apply(source).map(SourceSight::version).orElse("?");
    }

    private static List<ExecStatus> ran(ExecStep.Run run, Situation before) {
        String name = run.entry().name();
        List<ExecStatus> statuses = new ArrayList<>(before.memory().exec());
        statuses.removeIf(status -> status.name().equals(name));
        String rerun = before.asks().rerun().of(name).orElse(null);
        statuses.add(new ExecStatus(
                name,
                run.hash(),
                ExecState.SUCCEEDED,
                null,
                null,
                run.attempt(),
                0,
                null,
                null,
                null,
                null,
                rerun,
                null,
                null));
        return statuses;
    }
}
