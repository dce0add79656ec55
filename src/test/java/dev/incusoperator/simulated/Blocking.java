package dev.incusoperator.simulated;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** For a test's own thread, which may wait where an event loop may not. */
final class Blocking {
    private Blocking() {}

    static <T> T await(Future<T> future, Duration atMost) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a simulated host opened or closed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated host cannot open or close", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a simulated host did not open or close in " + atMost, e);
        }
    }
}
