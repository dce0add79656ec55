package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of the REST API, as a value. H2 adds a builder: {@code ApiRequest.get("instances").project("p")…}. */
public record ApiRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonNode json,
        byte @Nullable [] raw,
        boolean validated,
        @Nullable Duration timeout) {}
