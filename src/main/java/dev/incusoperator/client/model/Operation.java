package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A background operation. {@code statusCode}: 1xx goes on, 200 succeeded, ≥ 400 failed or cancelled. */
public record Operation(
        String id,
        String operationClass,
        String description,
        int statusCode,
        String status,
        String err,
        boolean mayCancel,
        Map<String, List<String>> resources,
        @Nullable JsonNode metadata,
        String location) {

    public boolean done() {
        return statusCode >= 200;
    }

    public boolean succeeded() {
        return statusCode == 200;
    }

    /** Of a command: its return code (trap 3), where the server still knows it. */
    public Optional<Integer> returnCode() {
        throw new UnsupportedOperationException();
    }

    /** Of a command with recorded output: the API path of its log; fd 1 is stdout, 2 stderr (trap 2). */
    public Optional<String> outputPath(int fd) {
        throw new UnsupportedOperationException();
    }

    /** What the server says of how far it is: {@code rootfs: 45% (12.3MB/s)}. */
    public Optional<String> progress() {
        throw new UnsupportedOperationException();
    }
}
