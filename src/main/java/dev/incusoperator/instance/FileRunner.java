package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Failures.Failure;
import dev.incusoperator.instance.StepResult.Effect;
import dev.incusoperator.instance.StepRunner.Site;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.file.FileWriter;
import dev.incusoperator.instance.file.SourceSights;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.status.Text;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Takes the steps that concern a file: reads what is to be in it, and writes it. */
final class FileRunner {
    static final String NOT_WRITTEN = "FileNotWritten";
    private static final int NOT_FOUND = 404;
    private static final int TEXT_LIMIT = 512;

    private final ValueSource values;
    private final SourceSights sights;
    private final Clock clock;

    FileRunner(ValueSource values, SourceSights sights, Clock clock) {
        this.values = values;
        this.sights = sights;
        this.clock = clock;
    }

    /** Notes of which version the Secret or ConfigMap is that the file comes from. */
    StepResult look(Step.LookAtSource step, Site site) {
        try {
            read(step.file(), site);
            return StepResult.done(site.situation().memory(), Effect.LOOKED);
        } catch (MissingValueException e) {
            return failed(step, step.file(), site, String.valueOf(e.getMessage()));
        }
    }

    /** @throws dev.incusoperator.client.IncusException where the server gave no answer to that */
    StepResult push(Step.PushFile step, Site site) {
        InstanceFile file = step.file();
        try {
            Content content = read(file, site);
            new FileWriter(site.client().instances()).write(site.instance(), file, content.bytes());
            return StepResult.done(remembered(file, content.version(), site), Effect.DONE_AT_ONCE);
        } catch (MissingValueException e) {
            return failed(step, file, site, String.valueOf(e.getMessage()));
        } catch (ApiError e) {
            return failed(step, file, site, Text.bounded(e.serverText(), TEXT_LIMIT) + advice(e, file));
        }
    }

    private record Content(byte[] bytes, String version) {}

    private Content read(InstanceFile file, Site site) {
        Optional<ValueRef> source = FileVersion.source(file);
        if (source.isEmpty()) {
            String text = Objects.requireNonNullElse(file.content(), "");
            return new Content(text.getBytes(StandardCharsets.UTF_8), FileVersion.of(file));
        }
        StoredValue value = values.read(site.situation().mark().namespace(), source.get());
        IncusInstance resource = site.notebook().resource();
        sights.note(
                ResourceID.fromResource(resource),
                resource.getMetadata().getGeneration(),
                source.get(),
                value.version());
        return new Content(value.bytes(), FileVersion.of(file, source.get(), value.version()));
    }

    private Memory remembered(InstanceFile file, String version, Site site) {
        Instance instance = ((Sighting.Seen) site.situation().sighting()).instance();
        List<FileStatus> files = new ArrayList<>(site.situation().memory().files());
        files.removeIf(status -> status.path().equals(file.path()));
        files.add(new FileStatus(
                file.path(),
                version,
                Applied.lifeOf(instance),
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
        return site.situation().memory().withFiles(List.copyOf(files));
    }

    private static StepResult failed(Step step, InstanceFile file, Site site, String why) {
        String message =
                "file " + file.path() + " of " + Words.theInstance(site.instance()) + " is not written: " + why;
        return StepResult.refused(site.situation().memory(), new Failure(step.action(), NOT_WRITTEN, message, false));
    }

    private static String advice(ApiError error, InstanceFile file) {
        String text = error.serverText();
        if (error.code() == NOT_FOUND) {
            return file.createDirectoriesOrDefault()
                    ? ". Is the instance still there?"
                    : ". Its directory is not there: write createDirectories: true, or another path";
        }
        if (text.contains("is a directory")) {
            return ". There is a directory of that name: write another path";
        }
        if (text.contains("not a directory")) {
            return ". A part of the path is a file: write another path, or remove that file";
        }
        if (text.contains("no space left")) {
            return ". Make room in the instance, or give its root disk a larger size";
        }
        if (text.contains("chown") && text.contains("invalid argument")) {
            return ". The instance has no such uid or gid: they go as far as its id map";
        }
        return "";
    }
}
