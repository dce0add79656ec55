package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The background operations: begun, told of, ended, and forgotten a while after their end (trap 7). */
final class Operations {
    private final Map<String, SimulatedOperation> known = new LinkedHashMap<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private final Scheduler scheduler;
    private final EventHub events;
    private final String location;
    private final Duration remembered;
    private final Faults faults;

    Operations(Scheduler scheduler, EventHub events, String location, Duration remembered, Faults faults) {
        this.faults = faults;
        this.scheduler = scheduler;
        this.events = events;
        this.location = location;
        this.remembered = remembered;
    }

    /** Begins an operation that {@code work} ends, by {@link #succeed} or {@link #fail}; a refusal of its start fails it. */
    SimulatedOperation begin(
            String description,
            String project,
            Map<String, List<String>> resources,
            Consumer<SimulatedOperation> work) {
        SimulatedOperation operation = add("task", description, project, resources, false);
        tell(operation, SimulatedOperation.PENDING, "Pending");
        tell(operation, SimulatedOperation.RUNNING, "Running");
        later(operation, Duration.ZERO, () -> {
            faults.failure(description).ifPresent(error -> {
                throw new Refusal(500, error);
            });
            work.accept(operation);
        });
        return operation;
    }

    /** One that only waits to be used or cancelled: a trust token. */
    SimulatedOperation token(String project, @Nullable Map<String, List<String>> resources, JsonNode metadata) {
        SimulatedOperation operation = add("token", "Executing operation", project, resources, true);
        operation.metadata(metadata, scheduler.now());
        return operation;
    }

    private SimulatedOperation add(
            String operationClass,
            String description,
            String project,
            @Nullable Map<String, List<String>> resources,
            boolean mayCancel) {
        SimulatedOperation operation = new SimulatedOperation(
                UUID.randomUUID().toString(),
                operationClass,
                description,
                project,
                location,
                resources,
                mayCancel,
                scheduler.now());
        known.put(operation.id(), operation);
        return operation;
    }

    /** A later part of an operation's work: not done where the daemon has died in between. */
    void later(SimulatedOperation operation, Duration delay, Runnable part) {
        scheduler.after(delay, () -> {
            if (!runs(operation)) {
                return;
            }
            try {
                part.run();
            } catch (Refusal refusal) {
                fail(operation, refusal.code(), refusal.text());
            }
        });
    }

    boolean runs(SimulatedOperation operation) {
        return known.get(operation.id()) == operation && !operation.done();
    }

    void progress(SimulatedOperation operation, JsonNode metadata) {
        operation.metadata(metadata, scheduler.now());
        tell(operation, SimulatedOperation.RUNNING, "Running");
    }

    void succeed(SimulatedOperation operation) {
        end(operation, SimulatedOperation.SUCCESS, 0, "");
    }

    void fail(SimulatedOperation operation, int code, String text) {
        end(operation, SimulatedOperation.FAILURE, code, text);
    }

    void cancel(SimulatedOperation operation) {
        end(operation, SimulatedOperation.CANCELLED, 0, "");
    }

    private void end(SimulatedOperation operation, int status, int code, String text) {
        if (!runs(operation)) {
            return;
        }
        operation.end(status, code, text, scheduler.now());
        tell(operation, operation.statusCode(), operation.status());
        operation.takeWaiters().forEach(Runnable::run);
        tellIdle();
        scheduler.after(remembered, () -> known.remove(operation.id(), operation));
    }

    private void tell(SimulatedOperation operation, int code, String status) {
        ObjectNode json = operation.json(code, status);
        events.publish("operation", operation.project(), json);
    }

    Optional<SimulatedOperation> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    Collection<SimulatedOperation> all() {
        return List.copyOf(known.values());
    }

    /** Once nothing runs any more; at once where nothing does. */
    void whenIdle(Runnable task) {
        whenIdle.add(task);
        tellIdle();
    }

    private void tellIdle() {
        if (!whenIdle.isEmpty() && running() == 0) {
            List<Runnable> tasks = List.copyOf(whenIdle);
            whenIdle.clear();
            tasks.forEach(Runnable::run);
        }
    }

    long running() {
        return known.values().stream()
                .filter(operation -> !operation.done() && !operation.mayCancel())
                .count();
    }

    /** The daemon died: nobody knows of them any more, and nobody that waits is told. */
    void forgetAll() {
        known.values().forEach(SimulatedOperation::takeWaiters);
        known.clear();
    }
}
