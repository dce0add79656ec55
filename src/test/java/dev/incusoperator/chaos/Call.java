package dev.incusoperator.chaos;

import java.time.Instant;
import java.util.Set;

/**
 * One call that an operator made, as it was seen on its way.
 *
 * @param number in the order of all calls of the same record, from 0
 * @param from who made it
 * @param path with its query
 * @param body of the request, as text
 */
public record Call(int number, Instant at, String from, Side to, String method, String path, String body) {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** What it was sent to. */
    public enum Side {
        HOST,
        KUBE
    }

    /** Whether something is other than before where it takes effect; the lease of who leads, and questions, do not count. */
    public boolean changes() {
        return !READING.contains(method) && !isOfLease() && !path.contains("/selfsubject");
    }

    /** Whether it is about who leads. */
    public boolean isOfLease() {
        return to == Side.KUBE && path.contains("/leases");
    }

    /** Whether it has a command run in an instance. */
    public boolean sendsCommand() {
        return to == Side.HOST && method.equals("POST") && path.split("\\?", 2)[0].endsWith("/exec");
    }

    @Override
    public String toString() {
        return "%d %s %s %s %s".formatted(number, from, to, method, path);
    }
}
