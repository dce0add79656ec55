package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.instance.exec.ExecTransitions.ExecResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges a command by its finished operation: an exit code that is not 0 is no failed operation, and the other way round. */
final class Verdict {
    private Verdict() {}

    static ExecResult of(ExecStatus status, Operation operation, String timeout) {
        Integer code = operation.returnCode().orElse(null);
        if (status.timedOutAt() != null) {
            return result(ExecState.FAILED, code, "timed out after " + timeout + " and was ended");
        }
        if (!operation.succeeded()) {
            return result(ExecState.FAILED, code, notStarted(operation.err()));
        }
        if (code == null) {
            return result(ExecState.UNKNOWN, null, "the host says that it ended, and not with what exit code");
        }
        return code == 0 ? result(ExecState.SUCCEEDED, 0, null) : result(ExecState.FAILED, code, exited(code));
    }

    /** A virtual machine's agent gives the one code of -1 for whatever signal; a container 128 and the signal. */
    private static String exited(int code) {
        return code < 0 ? "was killed by a signal (exit code " + code + ")" : "exited with code " + code;
    }

    private static String notStarted(String err) {
        String text = Optional.of(err).filter(e -> !e.isBlank()).orElse("the host gives no reason");
        return text.contains("ommand not found")
                ? text + ": is it installed in the image, and on the PATH of the instance?"
                : text;
    }

    private static ExecResult result(ExecState state, @Nullable Integer code, @Nullable String message) {
        return new ExecResult(state, code, message, null, null);
    }
}
