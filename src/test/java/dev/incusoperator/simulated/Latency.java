package dev.incusoperator.simulated;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How long a simulated host takes for each kind of thing. Immutable; everything is immediate until said otherwise. */
public final class Latency {
    /** What takes time. */
    public enum Kind {
        /** Each HTTP answer. */
        CALL,
        CREATE,
        START,
        /** A forced stop, and a graceful one that the guest obeys. */
        STOP,
        FREEZE,
        UPDATE,
        DELETE,
        SNAPSHOT,
        /** A command's own overhead; how long it runs is the interpreter's to say. */
        EXEC,
        /** From start until the network gives an address. */
        ADDRESS,
        /** From start until a virtual machine's agent answers. */
        AGENT
    }

    private final Map<Kind, Duration> durations;

    private Latency(Map<Kind, Duration> durations) {
        this.durations = durations;
    }

    public static Latency none() {
        return new Latency(Collections.emptyMap());
    }

    /** As measured on a small machine with the real daemon, one call at a time. */
    public static Latency real() {
        return none().with(Kind.CREATE, Duration.ofMillis(130))
                .with(Kind.START, Duration.ofMillis(350))
                .with(Kind.STOP, Duration.ofMillis(700))
                .with(Kind.FREEZE, Duration.ofMillis(20))
                .with(Kind.UPDATE, Duration.ofMillis(20))
                .with(Kind.DELETE, Duration.ofMillis(60))
                .with(Kind.EXEC, Duration.ofMillis(70))
                .with(Kind.ADDRESS, Duration.ofSeconds(2))
                .with(Kind.AGENT, Duration.ofSeconds(15));
    }

    public Latency with(Kind kind, Duration duration) {
        Map<Kind, Duration> copy = new EnumMap<>(Kind.class);
        copy.putAll(durations);
        copy.put(kind, duration);
        return new Latency(copy);
    }

    public Duration of(Kind kind) {
        return durations.getOrDefault(kind, Duration.ZERO);
    }
}
