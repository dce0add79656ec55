package dev.incusoperator.instance.exec;

import java.util.Optional;

/**
 * A request to run one command again, whatever its trigger says.
 *
 * @param value of the annotation {@code incusoperator.dev/rerun}, empty where there is none: the name of an entry, and
 *     after a blank whatever makes this request another one than the last
 */
public record Rerun(String value) {
    /** What names this request, where it is for this entry. */
    public Optional<String> of(String entry) {
        return value.equals(entry) || value.startsWith(entry + " ") ? Optional.of(value) : Optional.empty();
    }
}
