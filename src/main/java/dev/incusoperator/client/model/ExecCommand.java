package dev.incusoperator.client.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command to run in an instance. The command line is broadcast to every listener (trap 26): secrets go into the environment. */
public record ExecCommand(
        List<String> command,
        Map<String, String> environment,
        @Nullable Integer user,
        @Nullable Integer group,
        @Nullable String workingDirectory,
        boolean recordOutput) {

    @Override
    public String toString() {
        return "ExecCommand" + command;
    }
}
