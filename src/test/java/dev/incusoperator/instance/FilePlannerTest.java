package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.ValueRef.Kind;
import dev.incusoperator.instance.file.FileVersion;
import dev.incusoperator.instance.file.SourceSight;
import dev.incusoperator.instance.ready.CloudInitResult;
import dev.incusoperator.instance.update.Applied;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which file is written next, and which is left as it is. */
class FilePlannerTest {
    private static final String INLINE = "{path: /a, content: hello}";
    private static final String SECRET = "{path: /s, secretKeyRef: {name: app, key: password}}";
    private static final ValueRef APP = new ValueRef(Kind.SECRET, "app", "password");
    private static final String RUNS_A_COMMAND = "exec: [{name: greet, command: [greet]}]";

    private final Planner planner = new Planner();

    record Row(String sentence, Given given, String step) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("one that was never written is written", files(INLINE), "push /a"),
                new Row("one that is as declared is left", files(INLINE).files(written(INLINE)), "InSync Ready"),
                new Row(
                        "one of another content is written anew",
                        files(INLINE).files(written("{path: /a, content: other}")),
                        "push /a"),
                new Row(
                        "one of other permissions is written anew",
                        files(INLINE).files(written("{path: /a, content: hello, mode: '0600'}")),
                        "push /a"),
                new Row(
                        "one that another instance had is written into this one",
                        files(INLINE).files(of("another", FileVersion.of(file(INLINE)), "/a")),
                        "push /a"),
                new Row("they are written in their order", files(INLINE, SECRET), "push /a"),
                new Row(
                        "what is written is not in the way of the next",
                        files(INLINE, SECRET).files(written(INLINE)),
                        "push /s"),
                new Row(
                        "whether a Secret is another one by now is looked at",
                        files(SECRET).files(fromSecret("uid/7")),
                        "look at the source of /s"),
                new Row(
                        "a Secret that is the same leaves its file alone and is looked at again in time",
                        files(SECRET).files(fromSecret("uid/7")).inside(seen("uid/7", NOW.plusSeconds(90))),
                        "wait 90s: InSync Ready"),
                new Row(
                        "a Secret that has changed has its file written anew",
                        files(SECRET).files(fromSecret("uid/7")).inside(seen("uid/8", NOW.plusSeconds(90))),
                        "push /s"),
                new Row(
                        "what was seen too long ago is looked at again",
                        files(SECRET).files(fromSecret("uid/7")).inside(seen("uid/7", NOW)),
                        "look at the source of /s"),
                new Row(
                        "commands come after the files",
                        asked("files: [" + INLINE + "]", RUNS_A_COMMAND).seen(ours(103)),
                        "push /a"),
                new Row(
                        "and run when those are written",
                        asked("files: [" + INLINE + "]", RUNS_A_COMMAND)
                                .seen(ours(103))
                                .files(written(INLINE)),
                        "exec Run greet attempt 1"),
                new Row(
                        "one that failed keeps the commands waiting",
                        asked("files: [" + INLINE + "]", RUNS_A_COMMAND)
                                .seen(ours(103))
                                .held(failed()),
                        "wait 60s: Failed FileNotWritten"),
                new Row(
                        "nothing is written into one that does not run",
                        asked("files: [" + INLINE + "]", "powerState: Stopped").seen(ours(102)),
                        "InSync Ready"),
                new Row(
                        "one that somebody else must start is told",
                        asked("files: [" + INLINE + "]", "powerState: Unmanaged")
                                .seen(ours(102)),
                        "Waiting InstanceNotRunning"),
                new Row(
                        "unless all is written",
                        asked("files: [" + INLINE + "]", "powerState: Unmanaged")
                                .seen(ours(102))
                                .files(written(INLINE)),
                        "InSync Ready"),
                new Row(
                        "a virtual machine is waited for until its agent answers",
                        files(INLINE).seen(shown("type: virtual-machine", "state: {processes: -1}")),
                        "Progressing NotReadyYet"),
                new Row(
                        "also where nobody has looked yet",
                        files(INLINE).seen(shown("type: virtual-machine")),
                        "Progressing NotReadyYet"),
                new Row(
                        "whether a Secret is another one needs no agent",
                        files(SECRET)
                                .seen(shown("type: virtual-machine", "state: {processes: -1}"))
                                .files(of(Applied.lifeOf(shown()), FileVersion.of(file(SECRET), APP, "uid/7"), "/s")),
                        "look at the source of /s"),
                new Row(
                        "and then written into",
                        files(INLINE).seen(shown("type: virtual-machine", "state: {processes: 9}")),
                        "push /a"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_next_step(Row row) {
        assertThat(StepText.of(planner.next(row.given().situation()), NOW)).isEqualTo(row.step());
    }

    @Test
    void a_command_that_runs_is_followed_though_a_file_cannot_be_written() {
        String hash =
                new dev.incusoperator.instance.exec.ExecHash().of(Given.entry("greet"), Given.UUID, Given.STARTED);
        Given given = asked("files: [" + INLINE + "]", RUNS_A_COMMAND)
                .seen(ours(103))
                .held(failed())
                .exec(Given.command("name: greet", "hash: " + hash, "state: Running", "operation: c"))
                .view(
                        "c",
                        new dev.incusoperator.host.Host.OperationView.Ended(Given.ended("c", 200, "", "{return: 0}")));

        assertThat(StepText.of(planner.next(given.situation()), NOW)).isEqualTo("exec Collect");
    }

    @Test
    void what_is_not_listed_any_more_is_forgotten() {
        InstanceSpec spec = Given.spec("files: [" + INLINE + "]");

        assertThat(FilePlanner.kept(spec, List.of(written(INLINE), of("life", "v", "/gone"))))
                .containsExactly(written(INLINE));
    }

    private static Held failed() {
        return new Held("write-file", "FileNotWritten", "no", false, NOW.plus(Duration.ofMinutes(1)));
    }

    private static Given files(String... entries) {
        return asked("files: [" + String.join(", ", entries) + "]").seen(ours(103));
    }

    private static InstanceFile file(String yaml) {
        return Given.read(InstanceFile.class, yaml);
    }

    private static FileStatus written(String yaml) {
        InstanceFile file = file(yaml);
        return of(Applied.lifeOf(ours(103)), FileVersion.of(file), file.path());
    }

    private static FileStatus fromSecret(String version) {
        return of(Applied.lifeOf(ours(103)), FileVersion.of(file(SECRET), APP, version), "/s");
    }

    private static FileStatus of(String life, String version, String path) {
        return new FileStatus(path, version, life, NOW.toString());
    }

    private static Inside seen(String version, Instant until) {
        return new Inside(
                source -> Optional.of(new SourceSight(version, until)).filter(sight -> source.equals(APP)),
                run -> new CloudInitResult.Pending(""),
                Optional.empty());
    }
}
