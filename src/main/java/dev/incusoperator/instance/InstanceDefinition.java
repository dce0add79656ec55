package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.ImageServer;
import dev.incusoperator.api.v1alpha1.ImageSource;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what {@code POST /1.0/instances} is told of an instance (Incus REST API, InstancesPost). Pure. */
final class InstanceDefinition {
    private final InstanceSpec spec;
    private final HostSpec host;
    private final List<String> profiles;

    /**
     * @param profiles always sent: without them the server takes those that the image names, or those of the instance that is
     *     copied, which nobody has judged
     */
    InstanceDefinition(InstanceSpec spec, HostSpec host, List<String> profiles) {
        this.spec = spec;
        this.host = host;
        this.profiles = profiles;
    }

    /**
     * @param declared what is remembered as written
     * @param userData reads the value behind {@code cloudInit.userDataSecretRef}
     * @param startsAtOnce whether the server is to start what it creates ({@code instance_create_start})
     */
    ObjectNode json(
            InstanceRef instance,
            Mark mark,
            Declared declared,
            Function<CloudInit, @Nullable String> userData,
            boolean startsAtOnce) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", instance.name());
        body.put("type", spec.typeOrDefault() == InstanceType.CONTAINER ? "container" : "virtual-machine");
        put(body, "description", spec.description());
        put(body, "architecture", spec.architecture());
        put(body, "instance_type", spec.instanceType());
        if (spec.ephemeralOrDefault()) {
            body.put("ephemeral", true);
        }
        profiles.forEach(body.putArray("profiles")::add);
        ObjectNode config = body.putObject("config");
        config(instance, mark, userData).forEach(config::put);
        config.put(Applied.KEY, Applied.first(declared).json());
        ObjectNode devices = body.putObject("devices");
        spec.devicesOrEmpty().forEach((name, device) -> device.forEach(devices.withObjectProperty(name)::put));
        body.set("source", source(instance));
        if (startsAtOnce) {
            body.put("start", true);
        }
        return body;
    }

    private Map<String, String> config(
            InstanceRef instance, Mark mark, Function<CloudInit, @Nullable String> userData) {
        Map<String, String> config = new LinkedHashMap<>(spec.configOrEmpty());
        CloudInit cloudInit = spec.cloudInit();
        if (cloudInit != null) {
            putIfThere(config, "cloud-init.user-data", userData.apply(cloudInit));
            putIfThere(config, "cloud-init.vendor-data", cloudInit.vendorData());
            putIfThere(config, "cloud-init.network-config", cloudInit.networkConfig());
        }
        config.putAll(mark.config(instance));
        return config;
    }

    /** Where the root file system comes from, as the API takes it. */
    ObjectNode source(InstanceRef instance) {
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        if (spec.image() != null) {
            image(spec.image(), source);
        } else if (spec.copyFrom() != null) {
            copy(spec.copyFrom(), instance, source);
        } else {
            source.put("type", "none");
        }
        return source;
    }

    private void image(ImageSource image, ObjectNode source) {
        source.put("type", "image");
        put(source, "alias", image.alias());
        put(source, "fingerprint", image.fingerprint());
        if (image.properties() != null) {
            image.properties().forEach(source.putObject("properties")::put);
        }
        if (image.remote() != null) {
            ImageServer server = Optional.ofNullable(
                            host.imageServersOrDefault().get(image.remote()))
                    .orElseThrow(() -> new MissingValueException("the host has no image server named '"
                            + image.remote() + "': it has "
                            + host.imageServersOrDefault().keySet().stream()
                                    .sorted()
                                    .toList()
                            + "; add it to spec.imageServers of the host"));
            source.put("mode", "pull");
            source.put("server", server.server());
            source.put("protocol", protocol(server));
        }
    }

    private static String protocol(ImageServer server) {
        return server.protocolOrDefault().name().toLowerCase(Locale.ROOT);
    }

    private static void copy(CopySource copy, InstanceRef instance, ObjectNode source) {
        source.put("type", "copy");
        source.put("source", copy.snapshot() == null ? copy.instance() : copy.instance() + "/" + copy.snapshot());
        source.put("project", instance.project());
        source.put("instance_only", true);
    }

    private static void put(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    private static void putIfThere(Map<String, String> config, String key, @Nullable String value) {
        if (value != null) {
            config.put(key, value);
        }
    }
}
