package dev.incusoperator.client;

import dev.incusoperator.client.model.Operation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls about background operations.
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/#/operations">the API's page on operations</a>
 */
public interface OperationCalls {
    /** The operation as it is; empty where the server does not know it, or no longer: 5 s after its end (trap 7). */
    Optional<Operation> get(String id);

    /** The operations of a project that the server knows, whatever their state. */
    List<Operation> list(String project);

    /** The same of all projects, for a client that may see them and a server with the extension {@code operations_get_query_all_projects}. */
    List<Operation> listAllProjects();

    /**
     * The finished operation, whatever its outcome: completes normally with a failed operation too, exceptionally with
     * {@link IncusException.OperationLost} when the server forgot it, or with what broke the connection for good.
     *
     * <p>Holds no thread: completed by the event stream while that is connected, else by long polling; never by time. What
     * follows the future runs on a thread of the client's and may block. Cancel it to wait no longer.
     */
    CompletableFuture<Operation> finished(String id);
}
