package dev.incusoperator.instance;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code policy/tenancy.yaml}: what is on the host, what is asked for, and what must come of it. */
record TenancyAttempt(
        @Nullable String allowed,
        @Nullable String refused,
        @Nullable Map<String, Object> allow,
        @Nullable List<There> has,
        Map<String, Object> spec,
        @Nullable String because) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** What a profile or an instance has of its own. */
    record Layer(
            @Nullable Map<String, String> config, @Nullable Map<String, Map<String, String>> devices) {}

    /** An instance on the host. */
    record There(
            String name,
            @Nullable String by,
            @Nullable String cluster,
            List<String> profiles,
            @Nullable Map<String, String> config,
            @Nullable Map<String, Map<String, String>> devices,
            @Nullable Map<String, Object> was) {}

    record Table(
            @JsonProperty("profiles") Map<String, Layer> profiles,
            @JsonProperty("attempts") List<TenancyAttempt> attempts) {}

    static Table table() {
        try (InputStream file = TenancyAttempt.class.getResourceAsStream("/policy/tenancy.yaml")) {
            return YAML.readValue(file, Table.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstanceSpec wanted() {
        return specOf(spec);
    }

    private static InstanceSpec specOf(Map<String, Object> fields) {
        Map<String, Object> whole = new HashMap<>(fields);
        whole.put("hostRef", Map.of("kind", "ClusterIncusHost", "name", "local"));
        if (!whole.containsKey("copyFrom")) {
            whole.putIfAbsent("image", Map.of("alias", "busybox"));
        }
        return YAML.convertValue(whole, InstanceSpec.class);
    }

    FakeHost host(Map<String, Layer> profiles) {
        FakeHost host = new FakeHost("access: [{name: team-a, namespaces: {names: [team-a]}, allow: "
                + new ObjectMapper().valueToTree(requireNonNullElse(allow, Map.of())) + "}]");
        profiles.forEach((name, layer) -> host.profile(
                name, requireNonNullElse(layer.config(), Map.of()), requireNonNullElse(layer.devices(), Map.of())));
        requireNonNullElse(has, List.<There>of()).forEach(there -> host.has(instance(there, profiles)));
        return host;
    }

    private static Instance instance(There there, Map<String, Layer> profiles) {
        InstanceRef ref = new InstanceRef("default", there.name());
        Map<String, String> config = new HashMap<>(requireNonNullElse(there.config(), Map.of()));
        if (there.by() != null) {
            String[] owner = there.by().split("/");
            config.putAll(new Mark(requireNonNullElse(there.cluster(), "cluster-1"), owner[0], owner[1]).config(ref));
        }
        if (there.was() != null) {
            config.put(
                    Applied.KEY,
                    Applied.first(Declared.of(specOf(there.was()), "")).json());
        }
        Map<String, Map<String, String>> devices = requireNonNullElse(there.devices(), Map.of());
        Map<String, String> allConfig = new HashMap<>();
        Map<String, Map<String, String>> allDevices = new HashMap<>();
        there.profiles().forEach(name -> {
            Layer layer = profiles.get(name);
            allConfig.putAll(requireNonNullElse(layer.config(), Map.of()));
            allDevices.putAll(requireNonNullElse(layer.devices(), Map.of()));
        });
        allConfig.putAll(config);
        allDevices.putAll(devices);
        return new Instance(
                ref.project(),
                ref.name(),
                "Running",
                103,
                "container",
                "x86_64",
                "",
                false,
                "none",
                "",
                "",
                there.profiles(),
                config,
                devices,
                allConfig,
                allDevices,
                null);
    }

    @Override
    public String toString() {
        return allowed != null ? "allowed: " + allowed : "refused: " + refused;
    }
}
