package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What happened, to be told in a lifecycle event: by whose call, where it was by one. */
record Lifecycle(String action, ObjectNode context, Optional<Caller> caller) {

    static Lifecycle by(Caller caller, String action) {
        return new Lifecycle(action, Json.object(), Optional.of(caller));
    }

    /** Without a requestor: by itself, or where the daemon does not say. */
    static Lifecycle of(String action) {
        return new Lifecycle(action, Json.object(), Optional.empty());
    }

    Lifecycle with(ObjectNode other) {
        return new Lifecycle(action, other, caller);
    }
}
