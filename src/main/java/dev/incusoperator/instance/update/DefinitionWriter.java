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
     * The instance as it is now.
     *
     * @param expected whether it is still what was decided upon
     * @throws ApiError where the host refuses; 404 where the instance is gone; 409 where it is another one by now
     */
    public Versioned<Instance> read(InstanceRef ref, Predicate<Instance> expected) {
        Versioned<Instance> read =
                instances.get(ref, false).orElseThrow(() -> error(404, "the instance is gone by now"));
        if (!expected.test(read.value())) {
            throw error(409, "the instance of that name is another one by now, or belongs to somebody else");
        }
        return read;
    }

    private static ApiError error(int code, String text) {
        return new ApiError(code, text, text);
    }

    /**
     * @param expected whether the instance is still what the edit was decided upon
     * @throws ApiError where the host refuses; 404 where the instance is gone; 409 where it is another one by now
     */
    public ApiResponse write(InstanceRef ref, Predicate<Instance> expected, Function<Instance, ObjectNode> edit) {
        for (int attempt = 1; ; attempt++) {
            Versioned<Instance> read = read(ref, expected);
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
