package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.instance.Failures.Failure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    private static final Situation SITUATION = asked().situation();

    record Row(IncusException error, String reason, boolean permanent) {
        @Override
        public String toString() {
            return error.getClass().getSimpleName() + ": " + reason;
        }
    }

    static Stream<Row> errors() {
        return Stream.of(
                new Row(new IncusException.CannotConnect("refused", null), "HostUnreachable", false),
                new Row(new IncusException.NoAnswer("broke", null), "HostUnreachable", false),
                new Row(new IncusException.MalformedAnswer("no JSON", null), "HostUnreachable", false),
                new Row(new IncusException.Timeout("late"), "HostUnreachable", false),
                new Row(new IncusException.NotTrusted("who are you"), "NotTrusted", true));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void a_call_that_failed_says_whether_it_is_tried_again(Row row) {
        Failure failure = Failures.of("start", SITUATION, row.error());

        assertThat(failure.reason()).isEqualTo(row.reason());
        assertThat(failure.permanent()).isEqualTo(row.permanent());
        assertThat(failure.message())
                .isEqualTo("starting instance web in project default failed: "
                        + row.error().getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shutting down", "LXD is shutting down"})
    void a_host_that_shuts_down_says_so_and_is_asked_again_later(String text) {
        Failure failure =
                Failures.of("start", SITUATION, new ApiError(503, text, "PUT /1.0/instances/web/state: " + text));

        assertThat(failure.reason()).isEqualTo("HostShuttingDown");
        assertThat(failure.permanent()).isFalse();
        assertThat(failure.message()).contains(text, "goes on when the host is back");
    }

    @ParameterizedTest(name = "{0} refused with {1}: {2}, only a change mends it: {3}")
    @CsvSource({
        "create, 400, CreateFailed, true",
        "create, 403, CreateFailed, true",
        "create, 404, CreateFailed, true",
        "create, 409, CreateFailed, false",
        "create, 500, CreateFailed, false",
        "create, 503, CreateFailed, false",
        "create, 408, CreateFailed, false",
        "create, 412, CreateFailed, false",
        "create, 429, CreateFailed, false",
        "start, 403, StartFailed, true",
        "start, 400, StartFailed, false",
        "stop, 500, StopFailed, false",
        "force-stop, 500, StopFailed, false",
        "freeze, 500, FreezeFailed, false",
        "unfreeze, 500, UnfreezeFailed, false",
        "delete, 400, DeleteFailed, false",
        "release, 412, ReleaseFailed, false",
        "run, 400, CommandNotStarted, false",
    })
    void an_error_that_the_server_gave_is_told_by_what_was_tried(
            String action, int code, String reason, boolean permanent) {
        Failure failure = Failures.of(action, SITUATION, new ApiError(code, "text", "POST /1.0: text"));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.permanent()).isEqualTo(permanent);
        assertThat(failure.message()).contains("instance web in project default", "POST /1.0: text");
    }

    /** Somebody has just stopped, started or deleted it: the next look shows that, and it comes soon. */
    @ParameterizedTest
    @CsvSource({
        "start, 404",
        "stop, 404",
        "delete, 404",
        "release, 404",
        "run, 404",
        "run, 400",
        "delete, 400",
        "freeze, 400"
    })
    void what_is_refused_since_the_instance_has_just_changed_is_tried_again_soon(String action, int code) {
        assertThat(Failures.of(action, SITUATION, new ApiError(code, "text", "m"))
                        .permanent())
                .isFalse();
    }

    @ParameterizedTest(name = "{0} ended with ''{1}'': {2}, only a change mends it: {3}")
    @CsvSource({
        "create, Invalid config, CreateFailed, true",
        "create, 'write /x: no space left on device', CreateFailed, false",
        "create, 'Failed creating instance record: Invalid CPU limit syntax', CreateFailed, true",
        "create, 'Requested profile \"nope\" doesn''t exist', CreateFailed, true",
        "create, 'Failed creating instance record: database is locked', CreateFailed, false",
        "create, 'Failed getting remote image info: Get \"https://images\": unexpected EOF', CreateFailed, false",
        "create, 'Failed parsing stream: Unable to connect to: 127.0.0.1:9 ([connection refused])', CreateFailed, false",
        "create, 'Failed parsing stream: Unable to fetch https://images: 503 Service Unavailable', CreateFailed, false",
        "create, 'net/http: TLS handshake timeout', CreateFailed, false",
        "create, 'lookup images.example on 10.0.0.1:53: no such host', CreateFailed, false",
        "create, 'UNIQUE constraint failed: images.project_id, images.fingerprint', CreateFailed, false",
        "create, 'This \"images\" entry already exists', CreateFailed, false",
        "create, 'something that nobody has seen yet', CreateFailed, false",
        "start, no room, StartFailed, false",
        "stop, it does not listen, StopFailed, false",
        "delete, busy, DeleteFailed, false",
    })
    void an_operation_that_failed_is_told_in_the_servers_words(
            String action, String err, String reason, boolean permanent) {
        Failure failure = Failures.of(action, SITUATION, ended("op", 400, err));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.permanent()).isEqualTo(permanent);
        assertThat(failure.message()).contains("instance web in project default failed: " + err);
    }

    @Test
    void an_operation_that_failed_without_words_is_told_by_its_status() {
        assertThat(Failures.of("start", SITUATION, ended("op", 401, "")).message())
                .isEqualTo("starting instance web in project default failed: Failure");
    }

    @Test
    void what_is_missing_on_the_host_is_told_with_what_to_do() {
        assertThat(Failures.of("create", SITUATION, ended("op", 404, "Image not found"))
                        .message())
                .contains("Is spec.image right?");
        assertThat(Failures.of("create", SITUATION, ended("op", 404, "Network not found"))
                        .message())
                .contains("Create that network on the host");
        assertThat(Failures.of("create", SITUATION, ended("op", 400, "Invalid value"))
                        .message())
                .doesNotContain("Create that", "Is spec.image");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "limits.cpu: banana              | Failed creating instance record: Invalid CPU limit syntax       | limits.cpu: \"banana\": Invalid CPU limit syntax",
                "limits.memory: much             | Failed creating instance record: Invalid value: much            | limits.memory: \"much\": Invalid value: much",
                "limits.processes: x             | Failed creating instance record: Invalid value for an integer \"x\" | limits.processes: \"x\": Invalid value for an integer \"x\"",
                "no.such.key: 'y'                | Unknown configuration key: no.such.key                          | no.such.key: \"y\": Unknown configuration key: no.such.key",
                "limits.cpu.allowance: abc       | Invalid allowance: abc                                          | limits.cpu.allowance: \"abc\": Invalid allowance: abc",
                "limits.cpu: '2', raw.lxc: bla   | Invalid raw.lxc line: bla                                       | raw.lxc: \"bla\": Invalid raw.lxc line: bla",
                "environment.LIMIT_CPU: s3cret   | Invalid CPU limit syntax                                        | failed: Invalid CPU limit syntax",
            })
    void a_config_value_that_is_refused_is_named_with_its_key(String config, String err, String told) {
        Situation declared = asked("config: {" + config + "}").situation();

        assertThat(Failures.of("create", declared, ended("op", 400, err)).message())
                .endsWith(told)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "alias: nosuchimage           | Image not provided for instance creation                     | image \"nosuchimage\" is not in the host's own store",
                "alias: nosuch, remote: ours  | Failed getting image: The requested image couldn't be found  | image \"nosuch\" is not on the image server ours",
                "properties: {os: plan9}      | No matching image could be found                             | image with properties {os=plan9} is not in the host's own store",
                "alias: vm                    | Requested image's type \"x\" doesn't match instance type \"y\"  | image \"vm\" is for another type of instance",
            })
    void an_image_that_is_not_there_is_named(String image, String err, String told) {
        Situation declared = asked("image: {" + image + "}").situation();

        Failure failure = Failures.of("create", declared, ended("op", 400, err));

        assertThat(failure.permanent()).isTrue();
        assertThat(failure.message()).contains(told, err);
        assertThat(Failures.of("create", declared, new ApiError(404, err, "POST /1.0/instances: " + err))
                        .message())
                .contains(told);
    }
}
