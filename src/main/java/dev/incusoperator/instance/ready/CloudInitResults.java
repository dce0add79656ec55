package dev.incusoperator.instance.ready;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
    /** What cloud-init writes has some hundred bytes; the guest may write there what it likes. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int MOST_ERRORS = 16;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MOST_BYTES)
                            .maxNestingDepth(16)
                            .maxStringLength(MOST_BYTES / 4)
                            .maxNameLength(256)
                            .maxNumberLength(32)
                            .maxTokenCount(4_096)
                            .build())
                    .build())
            .build();

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
                    .readFile(instance, RESULT, MOST_BYTES)
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
            return new CloudInitResult.Pending(RESULT + " is not JSON as cloud-init writes it");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        if (!result.isObject()) {
            return new CloudInitResult.Pending(RESULT + " is not JSON as cloud-init writes it");
        }
        List<String> errors = new ArrayList<>();
        for (JsonNode error : result.path("v1").path("errors")) {
            if (errors.size() == MOST_ERRORS) {
                break;
            }
            errors.add(Text.bounded(error.asText(), TEXT_LIMIT));
        }
        return errors.isEmpty()
                ? new CloudInitResult.Done()
                : new CloudInitResult.Failed(Text.bounded(String.join("; ", errors), TEXT_LIMIT));
    }
}
