package dev.incusoperator.simulated;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An instance as the daemon keeps it. Guarded by the host's lock. */
final class SimulatedInstance {
    /** The states that an instance may be in, with the API's codes. */
    enum Status {
        STOPPED("Stopped", 102),
        RUNNING("Running", 103),
        FROZEN("Frozen", 110),
        ERROR("Error", 112),
        /** Running, and said so itself: as it is shown alone. */
        READY("Ready", 113);

        private final String text;
        private final int code;

        Status(String text, int code) {
            this.text = text;
            this.code = code;
        }

        String text() {
            return text;
        }

        int code() {
            return code;
        }
    }

    private final String project;
    private final String type;
    private final Instant createdAt;
    private final String location;
    private final boolean empty;
    private final Guest guest = new Guest();
    private final Map<String, Snapshot> snapshots = new TreeMap<>();
    private String name;
    private Definition definition;
    private Status status = Status.STOPPED;
    private String busy = "";
    private final List<Runnable> whenFree = new ArrayList<>();
    private @Nullable Instant lastUsedAt;
    private @Nullable Instant startedAt;
    private int starts;
    private boolean whole;

    /** What a {@code PUT} replaces. */
    record Definition(
            String architecture,
            String description,
            boolean ephemeral,
            List<String> profiles,
            Map<String, String> config,
            Map<String, Map<String, String>> devices) {

        Definition {
            profiles = List.copyOf(profiles);
            config = Json.set(config);
            devices = new TreeMap<>(devices);
        }

        Definition withConfig(Map<String, String> other) {
            return new Definition(architecture, description, ephemeral, profiles, other, devices);
        }
    }

    /** A snapshot: what the instance was. */
    record Snapshot(String name, Definition definition, Instant createdAt) {}

    SimulatedInstance(
            String project,
            String name,
            String type,
            boolean empty,
            String location,
            Definition definition,
            Instant createdAt) {
        this.project = project;
        this.name = name;
        this.type = type;
        this.empty = empty;
        this.location = location;
        this.definition = definition;
        this.createdAt = createdAt;
    }

    String project() {
        return project;
    }

    String name() {
        return name;
    }

    void rename(String other) {
        this.name = other;
    }

    String url() {
        return Urls.inProject("/1.0/instances/" + name, project);
    }

    String type() {
        return type;
    }

    boolean virtualMachine() {
        return type.equals("virtual-machine");
    }

    /** Made from nothing: a container of this kind cannot start. */
    boolean empty() {
        return empty;
    }

    /** Its creation has ended well. */
    void unpacked() {
        whole = true;
    }

    boolean whole() {
        return whole;
    }

    String location() {
        return location;
    }

    Instant createdAt() {
        return createdAt;
    }

    Guest guest() {
        return guest;
    }

    Map<String, Snapshot> snapshots() {
        return snapshots;
    }

    Definition definition() {
        return definition;
    }

    void define(Definition other) {
        this.definition = other;
    }

    void config(String key, String value) {
        definition.config().put(key, value);
    }

    void dropConfig(String key) {
        definition.config().remove(key);
    }

    Status status() {
        return status;
    }

    boolean active() {
        return status == Status.RUNNING || status == Status.FROZEN;
    }

    void status(Status other) {
        this.status = other;
    }

    /** The operation that holds the instance ({@code create}, {@code start} …); empty where none does. */
    String busy() {
        return busy;
    }

    void busy(String operation) {
        this.busy = operation;
    }

    /** Nothing holds it any more; whoever waited for that is told. */
    void free() {
        busy = "";
        List<Runnable> waiting = List.copyOf(whenFree);
        whenFree.clear();
        waiting.forEach(Runnable::run);
    }

    void whenFree(Runnable waiter) {
        whenFree.add(waiter);
    }

    /** Refuses where another operation holds it; {@code wanted} is the one that is asked for. */
    void requireFree(String wanted) {
        if (!busy.isEmpty()) {
            throw new Refusal(
                    500,
                    "Failed to create instance " + wanted + " operation: Instance is busy running a \"" + busy
                            + "\" operation");
        }
    }

    void started(Instant at) {
        status = Status.RUNNING;
        startedAt = at;
        lastUsedAt = at;
        starts++;
    }

    void stopped() {
        status = Status.STOPPED;
        startedAt = null;
    }

    Optional<Instant> lastUsedAt() {
        return Optional.ofNullable(lastUsedAt);
    }

    Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    /** How often it was started since it was made. */
    int starts() {
        return starts;
    }

    List<String> snapshotNames() {
        return new ArrayList<>(snapshots.keySet());
    }

    /**
     * Freezes a container that runs, as the server does while it copies it; the rest does nothing.
     *
     * @param tell is told the actions
     * @return resumes it, unless somebody else has done so
     */
    Runnable heldStill(Consumer<String> tell) {
        if (status != Status.RUNNING || virtualMachine()) {
            return () -> {};
        }
        status = Status.FROZEN;
        tell.accept("instance-paused");
        return () -> {
            if (status == Status.FROZEN) {
                status = Status.RUNNING;
                tell.accept("instance-resumed");
            }
        };
    }
}
