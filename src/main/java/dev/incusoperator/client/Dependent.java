package dev.incusoperator.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** A future made of another: it fails with the other's own exception, and cancelling it cancels the other. */
final class Dependent {
    private Dependent() {}

    static <S, T> CompletableFuture<T> of(CompletableFuture<S> source, Function<S, T> value) {
        CompletableFuture<T> made = new CompletableFuture<>();
        source.whenComplete((result, failure) -> {
            if (failure != null) {
                made.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
                return;
            }
            try {
                made.complete(value.apply(result));
            } catch (IncusException e) {
                made.completeExceptionally(e);
            }
        });
        made.whenComplete((result, failure) -> {
            if (made.isCancelled()) {
                source.cancel(false);
            }
        });
        return made;
    }
}
