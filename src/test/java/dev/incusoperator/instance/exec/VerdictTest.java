package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.instance.exec.ExecTransitions.ExecResult;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
    private static final ExecStatus IN_TIME = command("name: a", "state: Running");
    private static final ExecStatus LATE = command("name: a", "state: Running", "timedOutAt: '2026-03-01T12:00:00Z'");

    record Row(String sentence, ExecStatus status, Operation operation, ExecState state, Integer code, String says) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Row> verdicts() {
        String notFound = "Command not found: is it installed";
        return Stream.of(
                row("it exits with 0", IN_TIME, exited(0), ExecState.SUCCEEDED, 0, null),
                row(
                        "a code other than 0 is no failed operation (trap 3)",
                        IN_TIME,
                        exited(3),
                        ExecState.FAILED,
                        3,
                        "3"),
                row("killed by a signal", IN_TIME, exited(137), ExecState.FAILED, 137, "exited with code 137"),
                row(
                        "killed by a signal in a virtual machine",
                        IN_TIME,
                        exited(-1),
                        ExecState.FAILED,
                        -1,
                        "killed by a signal (exit code -1)"),
                row(
                        "not found, as Incus says it: without a code (trap 4)",
                        IN_TIME,
                        ended("op", 400, "Command not found"),
                        ExecState.FAILED,
                        null,
                        notFound),
                row(
                        "not found, as LXD says it: with 127",
                        IN_TIME,
                        ended("op", 400, "Command not found", "{return: 127}"),
                        ExecState.FAILED,
                        127,
                        notFound),
                row(
                        "another failure to start is told in the server's words",
                        IN_TIME,
                        ended("op", 400, "Command not executable"),
                        ExecState.FAILED,
                        null,
                        "Command not executable"),
                row(
                        "a failure without words",
                        IN_TIME,
                        ended("op", 400, ""),
                        ExecState.FAILED,
                        null,
                        "the host gives no reason"),
                row("cancelled", IN_TIME, ended("op", 401, "Cancelled"), ExecState.FAILED, null, "Cancelled"),
                row(
                        "it ended, and nothing says how",
                        IN_TIME,
                        ended("op", 200, ""),
                        ExecState.UNKNOWN,
                        null,
                        "exit code"),
                row("it was ended for its time", LATE, exited(143), ExecState.FAILED, 143, "timed out after 5m"),
                row("it came to its end while it was being ended", LATE, exited(0), ExecState.FAILED, 0, "timed out"),
                row(
                        "it was ended, and the code is lost",
                        LATE,
                        ended("op", 200, ""),
                        ExecState.FAILED,
                        null,
                        "timed out after 5m and was ended"));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void a_command_is_judged_by_its_operation(Row row) {
        ExecResult result = Verdict.of(row.status(), row.operation(), "5m");

        assertThat(result.state()).as(row.sentence()).isEqualTo(row.state());
        assertThat(result.exitCode()).as(row.sentence()).isEqualTo(row.code());
        if (row.says() == null) {
            assertThat(result.message()).isNull();
        } else {
            assertThat(result.message()).contains(row.says());
        }
    }

    private static Operation exited(int code) {
        return ended("op", 200, "", "{return: " + code + "}");
    }

    private static Row row(
            String sentence, ExecStatus status, Operation operation, ExecState state, Integer code, String says) {
        return new Row(sentence, status, operation, state, code, says);
    }
}
