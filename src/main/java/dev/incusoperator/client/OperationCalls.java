package dev.incusoperator.client;

import dev.incusoperator.client.model.Operation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Calls about background operations. */
public interface OperationCalls {
    Optional<Operation> get(String id);

    List<Operation> list(String project);

    /**
     * The finished operation, whatever its outcome: completes normally with a failed operation too, exceptionally with
     * {@link IncusException.OperationLost} when the server forgot it, or with what broke the connection for good.
     */
    CompletableFuture<Operation> finished(String id);
}
