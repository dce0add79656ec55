package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.model.ExecCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CommandMarkTest {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void every_attempt_has_a_mark_of_its_own() {
        assertThat(mark("owner", 1)).isEqualTo("owner/a/h/1");
        assertThat(mark("owner", 2)).isNotEqualTo(mark("owner", 1));
        assertThat(mark("other", 1)).isNotEqualTo(mark("owner", 1));
    }

    @Test
    void the_killer_is_given_no_environment_and_records_nothing() {
        ExecCommand killer = new CommandMark("owner", status(1)).killer();

        assertThat(killer.environment()).isEmpty();
        assertThat(killer.recordOutput()).isFalse();
        assertThat(killer.command()).endsWith("INCUS_OPERATOR_EXEC=owner/a/h/1");
    }

    /** Run here as it would run in a guest: by the shell, on processes that carry the mark in their environment. */
    @Test
    void the_killer_ends_what_carries_the_mark_and_nothing_else() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc");
        String owner = "test-" + ProcessHandle.current().pid();
        Process marked = sleeper(new CommandMark(owner, status(1)).value());
        Process obstinate = process(new CommandMark(owner, status(1)).value(), "sh", "-c", "trap '' TERM; read line");
        Process ofAnotherAttempt = sleeper(new CommandMark(owner, status(10)).value());
        await().until(() -> carries(obstinate) && carries(marked) && carries(ofAnotherAttempt));

        Process killer =
                process("", new CommandMark(owner, status(1)).killer().command().toArray(String[]::new));

        await().atMost(Duration.ofSeconds(30)).until(() -> !killer.isAlive());
        assertThat(killer.exitValue()).isZero();
        await().until(() -> !marked.isAlive() && !obstinate.isAlive());
        assertThat(ofAnotherAttempt.isAlive()).isTrue();
    }

    @Test
    void the_waiter_waits_until_the_attempt_has_ended_and_ends_it_when_its_time_is_over() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc");
        CommandMark mark = new CommandMark("waiter-" + ProcessHandle.current().pid(), status(1));
        Process attempt = sleeper(mark.value());
        await().until(() -> carries(attempt));

        Process waiter =
                process("", mark.waiter(Duration.ofMinutes(5), false).command().toArray(String[]::new));
        await().until(() -> waiter.descendants().findAny().isPresent());
        assertThat(waiter.isAlive()).isTrue();
        Process impatient =
                process("", mark.waiter(Duration.ZERO, false).command().toArray(String[]::new));

        await().atMost(Duration.ofSeconds(60)).until(() -> !impatient.isAlive() && !waiter.isAlive());
        assertThat(attempt.isAlive()).isFalse();
        assertThat(impatient.exitValue()).isEqualTo(CommandMark.NONE_RUNS);
        assertThat(waiter.exitValue()).isEqualTo(CommandMark.NONE_RUNS);
    }

    @Test
    void the_waiter_does_not_wait_where_nothing_carries_the_mark() throws Exception {
        CommandMark mark = new CommandMark("nobody-" + ProcessHandle.current().pid(), status(1));

        Process waiter =
                process("", mark.waiter(Duration.ofMinutes(5), false).command().toArray(String[]::new));

        await().atMost(Duration.ofSeconds(30)).until(() -> !waiter.isAlive());
        assertThat(waiter.exitValue()).isEqualTo(CommandMark.NONE_RUNS);
    }

    /** Not the environment of the JVM's helper that is to become the process. */
    private static boolean carries(Process process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"))
                    .contains(CommandMark.VARIABLE + "=");
        } catch (IOException gone) {
            return false;
        }
    }

    private Process sleeper(String mark) throws IOException {
        return process(mark, "sleep", "60");
    }

    private Process process(String mark, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove(CommandMark.VARIABLE);
        if (!mark.isEmpty()) {
            builder.environment().put(CommandMark.VARIABLE, mark);
        }
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String mark(String owner, int attempts) {
        return new CommandMark(owner, status(attempts)).value();
    }

    private static dev.incusoperator.api.v1alpha1.ExecStatus status(int attempts) {
        return command("name: a", "hash: h", "state: Running", "attempts: " + attempts);
    }
}
