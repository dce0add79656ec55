package dev.incusoperator.client.event;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something the server tells. Traps 15 and 38: a product may leave project and name to the envelope and the source. */
public sealed interface Event {
    /** When the server says that it happened; the epoch where it does not say. */
    Instant timestamp();

    /** An operation of a project began, moved or ended. Many come for one operation, doubled and not in order. */
    record OperationEvent(Instant timestamp, Operation operation, String project) implements Event {}

    /**
     * Something happened to a thing.
     *
     * @param action the API's word: instance-created, instance-started, profile-updated …
     * @param source the API path of the thing, without query
     * @param project empty where the thing is in none
     * @param name the name of the thing
     * @param requestor the name of who asked for it, where the server says
     * @param formerName what a renamed thing was called before
     */
    record LifecycleEvent(
            Instant timestamp,
            String action,
            String source,
            String project,
            String name,
            @Nullable String requestor,
            @Nullable String formerName)
            implements Event {
        private static final String INSTANCES = "/1.0/instances/";

        public LifecycleEvent(
                Instant timestamp,
                String action,
                String source,
                String project,
                String name,
                @Nullable String requestor) {
            this(timestamp, action, source, project, name, requestor, null);
        }

        /** The instance that it is about, where its source is one (also for its snapshots, logs, exec …). */
        public Optional<InstanceRef> instance() {
            if (!source.startsWith(INSTANCES)) {
                return Optional.empty();
            }
            String rest = source.substring(INSTANCES.length());
            int slash = rest.indexOf('/');
            String instance = slash < 0 ? rest : rest.substring(0, slash);
            return instance.isEmpty()
                    ? Optional.empty()
                    : decoded(instance).map(decoded -> new InstanceRef(project, decoded));
        }

        private static Optional<String> decoded(String segment) {
            try {
                return Optional.of(URLDecoder.decode(segment, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
