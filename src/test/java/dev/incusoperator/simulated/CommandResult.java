package dev.incusoperator.simulated;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What becomes of a command: its output, its exit code, and how long it runs.
 *
 * @param duration how long until it ends; {@link #NEVER} for one that has to be killed
 */
public record CommandResult(byte[] stdout, byte[] stderr, int exitCode, Duration duration) {
    public static final Duration NEVER = Duration.ofDays(36500);
    /** What a shell, and the daemon, answer for a command that is not there, and for one that cannot be run. */
    public static final int NOT_FOUND = 127;

    public static final int NOT_EXECUTABLE = 126;

    public static CommandResult exit(int code) {
        return new CommandResult(new byte[0], new byte[0], code, Duration.ZERO);
    }

    public static CommandResult stdout(String text) {
        return exit(0).withStdout(text.getBytes(StandardCharsets.UTF_8));
    }

    public CommandResult withStdout(byte[] bytes) {
        return new CommandResult(bytes, stderr, exitCode, duration);
    }

    public CommandResult withStderr(byte[] bytes) {
        return new CommandResult(stdout, bytes, exitCode, duration);
    }

    public CommandResult withExit(int code) {
        return new CommandResult(stdout, stderr, code, duration);
    }

    public CommandResult lasting(Duration other) {
        return new CommandResult(stdout, stderr, exitCode, other);
    }

    /** One command after the other. */
    CommandResult then(CommandResult next) {
        return new CommandResult(
                joined(stdout, next.stdout), joined(stderr, next.stderr), next.exitCode, duration.plus(next.duration));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length + second.length);
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }
}
