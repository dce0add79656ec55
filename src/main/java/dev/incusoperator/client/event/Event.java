package dev.incusoperator.client.event;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something the server tells. Traps 15 and 38: a product may leave project and name to the envelope and the source. */
public sealed interface Event {
    /** Where it is known. */
    Instant timestamp();

    record OperationEvent(Instant timestamp, Operation operation) implements Event {}

    /** {@code action} is the API's word: instance-created, instance-started, profile-updated … */
    record LifecycleEvent(
            Instant timestamp,
            String action,
            String source,
            String project,
            String name,
            @Nullable String requestor) implements Event {

        /** The instance that it is about, where its source is one (also for its snapshots, logs, exec …). */
        public Optional<InstanceRef> instance() {
            throw new UnsupportedOperationException();
        }
    }
}
