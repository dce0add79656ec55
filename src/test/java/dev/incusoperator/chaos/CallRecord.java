package dev.incusoperator.chaos;

import dev.incusoperator.chaos.Call.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** All calls that went over some wires, in the order in which they were seen, and how they were answered. For many threads. */
public final class CallRecord {
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    /** As whom a process is known that has not connected yet. Others are "operator". */
    public synchronized void name(long pid, String name) {
        names.put(pid, name);
    }

    synchronized String name(long pid) {
        return names.getOrDefault(pid, "operator");
    }

    synchronized Call add(String from, Side to, String method, String path, String body) {
        Call call = new Call(calls.size(), Instant.now(), from, to, method, path, body);
        calls.add(call);
        return call;
    }

    synchronized void answered(Call call, int status) {
        statuses.put(call.number(), status);
    }

    /** How many there have been: for {@link #since}. */
    public synchronized int mark() {
        return calls.size();
    }

    /** Those after that mark. */
    public synchronized List<Call> since(int mark) {
        return List.copyOf(calls.subList(mark, calls.size()));
    }

    /** With which HTTP status the server answered; empty where it did not, or was not asked. */
    public synchronized OptionalInt status(Call call) {
        Integer status = statuses.get(call.number());
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Whether the server has taken it. */
    public boolean accepted(Call call) {
        OptionalInt status = status(call);
        return status.isPresent() && status.getAsInt() < 300;
    }
}
