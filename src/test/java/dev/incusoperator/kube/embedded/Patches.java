package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Map;

/** The two patch formats that need no schema. */
final class Patches {
    private Patches() {}

    /**
     * RFC 6902.
     *
     * @throws ApiError 422 where it does not apply
     */
    static ObjectNode json(ObjectNode live, JsonNode patch) {
        try {
            if (JsonPatch.apply(patch, live.deepCopy()) instanceof ObjectNode object) {
                return object;
            }
            throw ApiError.invalid("the patch leaves no object");
        } catch (JsonPatchException e) {
            throw ApiError.invalid("the server rejected our request due to an error in our request: " + e.getMessage());
        }
    }

    /** RFC 7386. */
    static ObjectNode merge(ObjectNode live, JsonNode patch) {
        ObjectNode result = live.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                result.remove(field.getKey());
            } else if (value.isObject()) {
                ObjectNode into =
                        result.get(field.getKey()) instanceof ObjectNode object ? object : result.objectNode();
                result.set(field.getKey(), merge(into, value));
            } else {
                result.set(field.getKey(), value);
            }
        }
        return result;
    }
}
