package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.file.SourceSight;
import dev.incusoperator.instance.update.Applied;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides which file is to be written (anew), one after the other in the order of the spec. Pure. */
final class FilePlanner {

    /** The next step for the files; empty where all stand as declared, or none can be written in the power state asked for. */
    Optional<Step> next(Instance instance, Situation situation) {
        if (Power.of(instance) != Power.RUNNING) {
            return waitsForPower(instance, situation);
        }
        return situation.spec().filesOrEmpty().stream()
                .flatMap(file -> next(file, instance, situation).stream())
                .findFirst();
    }

    private static Optional<Step> next(InstanceFile file, Instance instance, Situation situation) {
        Optional<String> written = written(file, instance, situation);
        Optional<ValueRef> source = FileVersion.source(file);
        if (written.isEmpty()) {
            return Optional.of(new Step.PushFile(file));
        }
        if (source.isEmpty()) {
            return written.get().equals(FileVersion.of(file)) ? Optional.empty() : Optional.of(new Step.PushFile(file));
        }
        Optional<SourceSight> sight = sight(source.get(), situation);
        if (sight.isEmpty()) {
            return Optional.of(new Step.LookAtSource(file));
        }
        String wanted = FileVersion.of(file, source.get(), sight.get().version());
        return written.get().equals(wanted) ? Optional.empty() : Optional.of(new Step.PushFile(file));
    }

    /** The version that this instance has of it. */
    private static Optional<String> written(InstanceFile file, Instance instance, Situation situation) {
        String life = Applied.lifeOf(instance);
        return situation.memory().files().stream()
                .filter(status -> status.path().equals(file.path()))
                .filter(status -> status.instance().equals(life))
                .map(FileStatus::version)
                .findFirst();
    }

    private static Optional<SourceSight> sight(ValueRef source, Situation situation) {
        return situation
                .inside()
                .sources()
                .apply(source)
                .filter(sight -> situation.now().isBefore(sight.until()));
    }

    private static Optional<Step> waitsForPower(Instance instance, Situation situation) {
        return situation.spec().powerStateOrDefault() != PowerState.UNMANAGED
                ? Optional.empty()
                : situation.spec().filesOrEmpty().stream()
                        .filter(file -> written(file, instance, situation).isEmpty())
                        .findFirst()
                        .map(file -> Planner.rest(new Outcome.Waiting(
                                "InstanceNotRunning",
                                "file " + file.path() + " is written when the instance is running; spec.powerState is"
                                        + " Unmanaged, so start it by hand")));
    }

    /** When a Secret or ConfigMap is to be looked at again though nothing happens; empty where no file comes from one. */
    Optional<Instant> lookAgain(Instance instance, Situation situation) {
        return Power.of(instance) != Power.RUNNING
                ? Optional.empty()
                : situation.spec().filesOrEmpty().stream()
                        .flatMap(file -> FileVersion.source(file).stream())
                        .flatMap(source -> sight(source, situation).stream())
                        .map(SourceSight::until)
                        .min(Comparator.naturalOrder());
    }

    /** What is remembered of the files that are still listed; one that is not listed any more is left in the instance. */
    static List<FileStatus> kept(InstanceSpec spec, List<FileStatus> files) {
        return files.stream()
                .filter(status -> spec.filesOrEmpty().stream()
                        .anyMatch(file -> file.path().equals(status.path())))
                .toList();
    }
}
