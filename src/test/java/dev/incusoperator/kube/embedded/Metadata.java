package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The metadata of an object, read and written in place. */
record Metadata(ObjectNode object) {

    String name() {
        return node().path("name").asText();
    }

    String namespace() {
        return node().path("namespace").asText();
    }

    String uid() {
        return node().path("uid").asText();
    }

    /** Empty where there is none. */
    String resourceVersion() {
        return node().path("resourceVersion").asText();
    }

    boolean hasFinalizers() {
        return !node().path("finalizers").isEmpty();
    }

    boolean isBeingDeleted() {
        return node().hasNonNull("deletionTimestamp");
    }

    void setResourceVersion(long version) {
        node().put("resourceVersion", Long.toString(version));
    }

    void removeResourceVersion() {
        node().remove("resourceVersion");
    }

    void born(String name, String namespace) {
        ObjectNode metadata = node();
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        metadata.remove("deletionTimestamp");
    }

    void markDeleted() {
        node().put("deletionTimestamp", now()).put("deletionGracePeriodSeconds", 0);
    }

    void setGeneration(long generation) {
        node().put("generation", generation);
    }

    long generation() {
        return node().path("generation").asLong();
    }

    /** What no client may change. */
    void keepFrom(Metadata before) {
        for (String field : new String[] {
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "resourceVersion"
        }) {
            JsonNode value = before.node().get(field);
            if (value == null) {
                node().remove(field);
            } else {
                node().set(field, value);
            }
        }
    }

    private ObjectNode node() {
        return object.withObject("/metadata");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
