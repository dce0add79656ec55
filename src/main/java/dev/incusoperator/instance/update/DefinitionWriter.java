package dev.incusoperator.instance.update;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Versioned;
import java.util.function.Function;
import java.util.function.Predicate;

/** Changes a definition and nothing that somebody else changes meanwhile: read, edit, put back under its ETag. */
public final class DefinitionWriter {
    private static final int CHANGED_MEANWHILE = 412;
    private static final int MOST_TRIES = 3;

    private final InstanceCalls instances;

    public DefinitionWriter(InstanceCalls instances) {
        this.instances = instances;
    }

    /**
     * @param expected whether the instance is still what the edit was decided upon
     * @throws ApiError where the host refuses; 404 where the instance is gone; 409 where it is another one by now
     */
    public ApiResponse write(InstanceRef ref, Predicate<Instance> expected, Function<Instance, ObjectNode> edit) {
        for (int attempt = 1; ; attempt++) {
            Versioned<Instance> read = instances
                    .get(ref, false)
                    .orElseThrow(() -> new ApiError(404, "Instance not found", "no such instance"));
            if (!expected.test(read.value())) {
                throw new ApiError(409, "the instance belongs to somebody else by now", "conflict");
            }
            try {
                return instances.replace(ref, edit.apply(read.value()), read.etag());
            } catch (ApiError e) {
                if (e.code() != CHANGED_MEANWHILE || attempt == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }
}
