package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Versioned;

/** Takes our marks off an instance and changes nothing else: read, edit, put back if nobody else did meanwhile. */
final class MarkEditor {
    private static final String OURS = "user.incusoperator.";

    private final InstanceCalls instances;

    MarkEditor(InstanceCalls instances) {
        this.instances = instances;
    }

    ApiResponse remove(InstanceRef ref) {
        Versioned<Instance> read = instances
                .get(ref, false)
                .orElseThrow(() -> new IncusException.ApiError(404, "Instance not found", "no such instance"));
        return instances.replace(ref, withoutMarks(read.value()), read.etag());
    }

    private static ObjectNode withoutMarks(Instance instance) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("architecture", instance.architecture());
        body.put("description", instance.description());
        body.put("ephemeral", instance.ephemeral());
        instance.profiles().forEach(body.putArray("profiles")::add);
        ObjectNode config = body.putObject("config");
        instance.config().forEach((key, value) -> {
            if (!key.startsWith(OURS)) {
                config.put(key, value);
            }
        });
        ObjectNode devices = body.putObject("devices");
        instance.devices().forEach((name, device) -> device.forEach(devices.withObjectProperty(name)::put));
        return body;
    }
}
