package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.ExecCommand;
import java.util.List;
import java.util.Map;

/**
 * The mark in a command's environment by which it and its children are found in the guest. A command whose output is
 * recorded cannot be cancelled through the API; it ends when a second command finds its mark and kills what has it.
 */
final class CommandMark {
    static final String VARIABLE = "INCUS_OPERATOR_EXEC";

    // busybox, dash and bash alike; the killer carries the mark as an argument, so it does not find itself
    private static final String KILLER = """
            for signal in TERM KILL; do
              found=
              for file in /proc/[0-9]*/environ; do
                if tr '\\000' '\\n' <"$file" 2>/dev/null | grep -qxF "$1"; then
                  pid=${file#/proc/}
                  kill -$signal "${pid%/environ}" 2>/dev/null && found=1
                fi
              done
              [ -n "$found" ] || exit 0
              [ $signal = KILL ] || sleep 2
            done
            """;

    private final String value;

    CommandMark(String owner, ExecStatus status) {
        this.value = owner + "/" + status.name() + "/" + status.hash() + "/" + status.attempts();
    }

    String value() {
        return value;
    }

    /** Ends what carries the mark: asks it to, and after two seconds no longer asks. */
    ExecCommand killer() {
        return new ExecCommand(
                List.of("sh", "-c", KILLER, "sh", VARIABLE + "=" + value), Map.of(), null, null, null, false);
    }
}
