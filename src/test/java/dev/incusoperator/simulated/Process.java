package dev.incusoperator.simulated;

import java.util.Map;
import java.util.function.IntConsumer;

/** A command that runs in a guest. {@code kill} ends it with the exit code of that signal. */
record Process(int pid, Map<String, String> environment, IntConsumer kill) {

    boolean hasInEnvironment(String value) {
        return environment.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue().contains(value) || (entry.getKey() + "=" + entry.getValue()).equals(value));
    }
}
