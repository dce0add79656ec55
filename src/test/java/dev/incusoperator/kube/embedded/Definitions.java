package dev.incusoperator.kube.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a server says of a resource definition once it serves it. */
final class Definitions {
    private Definitions() {}

    /** Where the object is a definition that was not accepted yet, marks it so. */
    static void accept(ResourceType type, ObjectNode object) {
        if (!type.id().equals(ResourceTypes.DEFINITIONS.id())
                || object.path("status").has("conditions")) {
            return;
        }
        ObjectNode status = object.putObject("status");
        status.set("acceptedNames", object.path("spec").path("names").deepCopy());
        status.putArray("storedVersions")
                .add(object.path("spec").path("versions").path(0).path("name").asText());
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        for (String condition : new String[] {"NamesAccepted", "Established"}) {
            status.withArray("conditions")
                    .addObject()
                    .put("type", condition)
                    .put("status", "True")
                    .put("reason", "Embedded")
                    .put("message", "")
                    .put("lastTransitionTime", now);
        }
    }
}
