package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.ExecCommand;
import java.time.Duration;
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

    /** What {@link #waiter} answers where nothing of the attempt runs any more, and where it could not be ended. */
    static final int NONE_RUNS = 0;

    static final int RUNS_ON = 4;

    // a service that the command has started, and that outlives it, has its mark and init for a parent: it is no
    // attempt that runs
    private static final String WAITER = """
            for tool in tr grep sleep; do command -v $tool >/dev/null || exit 3; done
            mark=$1 left=$2 pause=1
            marked() {
              [ -r "/proc/$1/environ" ] && tr '\\000' '\\n' <"/proc/$1/environ" 2>/dev/null | grep -qxF "$mark"
            }
            runs() {
              for folder in /proc/[0-9]*; do
                pid=${folder#/proc/}
                marked "$pid" || continue
                parent=0
                while read -r key value; do
                  if [ "$key" = PPid: ]; then parent=$value; break; fi
                done <"$folder/status" 2>/dev/null
                [ "$parent" = 1 ] || marked "$parent" || return 0
              done
              return 1
            }
            signal() {
              for folder in /proc/[0-9]*; do
                marked "${folder#/proc/}" && kill -"$1" "${folder#/proc/}" 2>/dev/null
              done
            }
            while runs; do
              if [ "$left" -le 0 ]; then
                signal TERM; sleep 2; runs || exit 0
                signal KILL; sleep 1; runs && exit 4; exit 0
              fi
              [ "$pause" -le "$left" ] || pause=$left
              sleep "$pause"
              left=$((left - pause))
              [ "$pause" -ge 8 ] || pause=$((pause * 2))
            done
            exit 0
            """;

    private final String value;

    CommandMark(String owner, ExecStatus status) {
        this.value = owner + "/" + status.name() + "/" + status.hash() + "/" + status.attempts();
    }

    String value() {
        return value;
    }

    /**
     * Waits until the command that carries the mark has ended, and ends it when so much time is over.
     *
     * @param recorded in a virtual machine what is not recorded is ended by the server after a moment
     */
    ExecCommand waiter(Duration patience, boolean recorded) {
        return new ExecCommand(
                List.of("sh", "-c", WAITER, "sh", VARIABLE + "=" + value, String.valueOf(patience.toSeconds())),
                Map.of(),
                null,
                null,
                null,
                recorded);
    }

    /** Ends what carries the mark: asks it to, and after two seconds no longer asks. */
    ExecCommand killer() {
        return new ExecCommand(
                List.of("sh", "-c", KILLER, "sh", VARIABLE + "=" + value), Map.of(), null, null, null, false);
    }
}
