package dev.incusoperator.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.incusoperator.api.v1alpha1.AccessAllow;
import dev.incusoperator.api.v1alpha1.AccessNamespaces;
import dev.incusoperator.api.v1alpha1.AccessRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A row of {@code policy/attempts.yaml}: what is asked for, and what must come of it. */
public record AccessAttempt(
        @Nullable String allowed,
        @Nullable String refused,
        @Nullable String namespace,
        @Nullable String project,
        @Nullable String remote,
        @Nullable String target,
        boolean adopt,
        boolean orphaned,
        boolean nestsByDefault,
        @Nullable String copyOf,
        @Nullable Map<String, String> config,
        @Nullable Map<String, Map<String, String>> devices,
        @Nullable Map<String, Map<String, String>> brought,
        String given,
        @Nullable String because) {

    private record Table(
            @JsonProperty("given") Map<String, AccessAllow> given,
            @JsonProperty("attempts") List<AccessAttempt> attempts) {}

    /** An attempt with what its rule gives. */
    public record Row(AccessAttempt attempt, AccessAllow allow) {
        /** By one rule, for namespace and project team-a. */
        public AccessDecision decided() {
            AccessRule rule =
                    new AccessRule("team", new AccessNamespaces(List.of("team-a"), null), List.of("team-a"), allow);
            return new AccessPolicy().decide(attempt.request(), List.of(rule));
        }

        @Override
        public String toString() {
            return attempt.allowed() != null ? "allowed: " + attempt.allowed() : "refused: " + attempt.refused();
        }
    }

    public static Stream<Row> all() {
        try (InputStream file = AccessAttempt.class.getResourceAsStream("/policy/attempts.yaml")) {
            Table table = new ObjectMapper(new YAMLFactory()).readValue(file, Table.class);
            return table.attempts().stream()
                    .map(attempt -> new Row(
                            attempt, Objects.requireNonNull(table.given().get(attempt.given()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The profile default, with what the row adds to it. */
    private ProfileDevices profiles(AccessRequest harmless) {
        Map<String, Map<String, String>> devices =
                new HashMap<>(harmless.profiles().brought());
        if (brought != null) {
            devices.putAll(brought);
        }
        return ProfileDevices.of(devices, List.of(devices));
    }

    AccessRequest request() {
        AccessRequest harmless = Ask.harmless().request();
        Map<String, String> allConfig = new HashMap<>(harmless.config());
        Map<String, Map<String, String>> allDevices = new HashMap<>(harmless.devices());
        if (config != null) {
            allConfig.putAll(config);
        }
        if (devices != null) {
            allDevices.putAll(devices);
        }
        return new AccessRequest(
                namespace == null ? harmless.namespace() : namespace,
                Map.of(),
                project == null ? harmless.project() : project,
                remote,
                target,
                orphaned ? Adoption.OF_ANOTHER_CLUSTER : adopt ? Adoption.OF_UNOWNED : Adoption.NONE,
                copyOf,
                nestsByDefault,
                allConfig,
                allDevices,
                profiles(harmless));
    }
}
