package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The operations of the commands sent last: where the status could not be written after one was sent (the API server was
 * away for a moment), it is found again by this. In memory only: a new process does not know, and says so.
 */
final class SentCommands {
    /** Far more than are between their sending and the write after it at once. */
    private static final int MOST = 4096;

    private final Map<String, String> operations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    /** @param intent as it was written before the command was sent */
    synchronized void remember(String owner, ExecStatus intent, String operation) {
        operations.put(new CommandMark(owner, intent).value(), operation);
    }

    synchronized Optional<String> of(String owner, ExecStatus intent) {
        return Optional.ofNullable(operations.get(new CommandMark(owner, intent).value()));
    }
}
