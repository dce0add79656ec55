package dev.incusoperator.instance.ready;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.status.Text;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What cloud-init left in each instance, as last looked at. It is in a file that is made anew in each run of the instance
 * (cloud-init's documentation, "status.json and result.json"). A cache: a new process looks anew. Safe for use by many
 * threads.
 */
public final class CloudInitResults {
    /** Below {@code /run}: what an earlier run left is not there. */
    static final String RESULT = "/run/cloud-init/result.json";

    private static final int TEXT_LIMIT = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Look(String run, CloudInitResult result) {}

    private final Map<ResourceID, Look> looks = new ConcurrentHashMap<>();

    /** As last looked at in that run of the instance. */
    public CloudInitResult of(ResourceID resource, String run) {
        return Optional.ofNullable(looks.get(resource))
                .filter(look -> look.run().equals(run))
                .map(Look::result)
                .orElseGet(() -> new CloudInitResult.Pending(""));
    }

    /** Looks, by one or two calls, unless what was seen last is the end of it. */
    public void look(ResourceID resource, String run, InstanceCalls instances, InstanceRef instance) {
        if (of(resource, run) instanceof CloudInitResult.Pending) {
            looks.put(resource, new Look(run, read(instances, instance)));
        }
    }

    public void forget(ResourceID resource) {
        looks.remove(resource);
    }

    private static CloudInitResult read(InstanceCalls instances, InstanceRef instance) {
        try {
            return instances
                    .readFile(instance, RESULT)
                    .map(CloudInitResults::parsed)
                    .orElseGet(() -> new CloudInitResult.Pending(""));
        } catch (IncusException e) {
            return new CloudInitResult.Pending(Text.bounded(String.valueOf(e.getMessage()), TEXT_LIMIT));
        }
    }

    private static CloudInitResult parsed(FileContent file) {
        JsonNode result;
        try {
            result = JSON.readTree(file.bytes());
        } catch (JsonProcessingException e) {
            return new CloudInitResult.Pending(RESULT + " is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        List<String> errors = new ArrayList<>();
        result.path("v1").path("errors").forEach(error -> errors.add(error.asText()));
        return errors.isEmpty()
                ? new CloudInitResult.Done()
                : new CloudInitResult.Failed(Text.bounded(String.join("; ", errors), TEXT_LIMIT));
    }
}
