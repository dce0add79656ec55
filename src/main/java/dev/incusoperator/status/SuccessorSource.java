package dev.incusoperator.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Tells of a resource that was made under the name of one just deleted ({@code kubectl replace --force}). The SDK drops what
 * it hears of a name while a reconciler is being told that the resource of that name is gone; nothing would be done for the
 * new one before the next hourly look.
 */
public final class SuccessorSource<P extends HasMetadata> extends SimpleInboundEventSource<P> {
    /** The first is long over for the SDK by then, as a rule; a look too many finds nothing to do. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(15));

    private final BiConsumer<Duration, Runnable> later;

    public SuccessorSource() {
        this((pause, task) -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(task));
    }

    SuccessorSource(BiConsumer<Duration, Runnable> later) {
        super("successors");
        this.later = later;
    }

    /** To be called in each reconcile: where it is told of a deletion, one that has taken the place is seen to soon. */
    public void follow(P resource, Context<P> context) {
        if (context.isPrimaryResourceDeleted()) {
            follow(ResourceID.fromResource(resource), context.getPrimaryCache());
        }
    }

    void follow(ResourceID id, Cache<P> there) {
        LOOKS.forEach(pause -> later.accept(pause, () -> tell(id, there)));
    }

    private void tell(ResourceID id, Cache<P> there) {
        if (isRunning()) {
            // an event of this kind, for of others the SDK takes no notice where it does not know the name
            there.get(id)
                    .ifPresent(successor ->
                            getEventHandler().handleEvent(new ResourceEvent(ResourceAction.ADDED, id, successor)));
        }
    }
}
