package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this process has sent of the commands that it meant to send last: where an intent stands in the status without an
 * operation, because a write failed or its answer was lost, this tells what became of it. In memory only: a new process does
 * not know, and says so.
 */
final class SentCommands {
    /** Far more than are between their intent and the write of their operation at once. */
    private static final int MOST = 4096;

    /** How far the sending of a command has come. */
    sealed interface Sending {
        /** Nothing of it has reached the host. */
        record Nothing() implements Sending {}

        /** It may have reached the host. */
        record Perhaps() implements Sending {}

        /** The host has begun it. */
        record Begun(String operation) implements Sending {}
    }

    private final Map<String, Sending> sendings = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sending> eldest) {
            return size() > MOST;
        }
    };

    /** @param intent as it is written before the command is sent */
    synchronized void note(String owner, ExecStatus intent, Sending sending) {
        sendings.put(key(owner, intent), sending);
    }

    /** Empty of an intent of another process. */
    synchronized Optional<Sending> of(String owner, ExecStatus intent) {
        return Optional.ofNullable(sendings.get(key(owner, intent)));
    }

    /** With its time: another process may have meant to send the same attempt. */
    private static String key(String owner, ExecStatus intent) {
        return new CommandMark(owner, intent).value() + "@" + intent.startedAt();
    }
}
