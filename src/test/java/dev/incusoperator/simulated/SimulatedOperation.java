package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A background operation as the daemon keeps it. Guarded by the host's lock. */
final class SimulatedOperation {
    static final int RUNNING = 103;
    static final int PENDING = 105;
    static final int SUCCESS = 200;
    static final int FAILURE = 400;
    static final int CANCELLED = 401;

    private final String id;
    private final String operationClass;
    private final String description;
    private final String project;
    private final String location;
    private final @Nullable Map<String, List<String>> resources;
    private final boolean mayCancel;
    private final Instant createdAt;
    private final List<Runnable> waiters = new ArrayList<>();
    private Instant updatedAt;
    private int statusCode = RUNNING;
    private JsonNode metadata = Json.nothing();
    private String err = "";
    private int errorCode;

    SimulatedOperation(
            String id,
            String operationClass,
            String description,
            String project,
            String location,
            @Nullable Map<String, List<String>> resources,
            boolean mayCancel,
            Instant createdAt) {
        this.id = id;
        this.operationClass = operationClass;
        this.description = description;
        this.project = project;
        this.location = location;
        this.resources = resources;
        this.mayCancel = mayCancel;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    String id() {
        return id;
    }

    String url() {
        return "/1.0/operations/" + id;
    }

    String project() {
        return project;
    }

    String description() {
        return description;
    }

    boolean mayCancel() {
        return mayCancel;
    }

    boolean done() {
        return statusCode >= SUCCESS;
    }

    boolean failed() {
        return statusCode >= FAILURE;
    }

    int statusCode() {
        return statusCode;
    }

    String err() {
        return err;
    }

    /** What Incus puts into {@code error_code} of a {@code /wait}: the failure's own code. */
    int errorCode() {
        return errorCode;
    }

    JsonNode metadata() {
        return metadata;
    }

    void metadata(JsonNode value, Instant at) {
        this.metadata = value;
        this.updatedAt = at;
    }

    void end(int code, int error, String text, Instant at) {
        this.statusCode = code;
        this.errorCode = error;
        this.err = text;
        this.updatedAt = at;
    }

    void whenDone(Runnable waiter) {
        waiters.add(waiter);
    }

    List<Runnable> takeWaiters() {
        List<Runnable> taken = List.copyOf(waiters);
        waiters.clear();
        return taken;
    }

    String status() {
        return switch (statusCode) {
            case SUCCESS -> "Success";
            case FAILURE -> "Failure";
            case CANCELLED -> "Cancelled";
            default -> "Running";
        };
    }

    ObjectNode json() {
        return json(statusCode, status());
    }

    /** As it is told of in an event of an earlier state. */
    ObjectNode json(int code, String status) {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("class", operationClass)
                .put("description", description)
                .put("created_at", createdAt.toString())
                .put("updated_at", updatedAt.toString())
                .put("status", status)
                .put("status_code", code);
        if (resources == null) {
            json.putNull("resources");
        } else {
            ObjectNode urls = json.putObject("resources");
            resources.forEach((kind, values) -> urls.set(kind, Json.texts(values)));
        }
        json.set("metadata", metadata.deepCopy());
        return json.put("may_cancel", mayCancel).put("err", err).put("location", location);
    }
}
