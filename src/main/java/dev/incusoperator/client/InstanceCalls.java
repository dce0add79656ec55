package dev.incusoperator.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.Versioned;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls about instances. A call that the server answers in the background returns the response to give to {@code pollApi}. */
public interface InstanceCalls {
    /** Every instance of every project that this client may see ({@code recursion=1}: no state). */
    List<Instance> listAllProjects();

    List<Instance> list(String project);

    /** One instance with its state (addresses) where {@code withState}; empty on 404 alone. */
    Optional<Versioned<Instance>> get(InstanceRef ref, boolean withState);

    ApiResponse create(String project, @Nullable String target, ObjectNode definition);

    ApiResponse changeState(InstanceRef ref, StateChange change);

    /** {@code PUT} of a whole definition, guarded by {@code If-Match}. */
    ApiResponse replace(InstanceRef ref, ObjectNode definition, String etag);

    ApiResponse delete(InstanceRef ref);

    ApiResponse exec(InstanceRef ref, ExecCommand command);

    /** The last bytes of a record-output log, by the path that the operation gave; empty where the log is gone. */
    Optional<LogTail> logTail(String project, String path, int maxBytes);

    /** Deletes a record-output log; one that is gone already is fine. */
    void deleteLog(String project, String path);

    /** Writes a file over whatever file is there. Its directory must exist. {@code path} is absolute. */
    void pushFile(InstanceRef ref, String path, FileContent file);

    /** Makes one directory in one that exists; an error where it exists already. */
    void createDirectory(InstanceRef ref, String path, int uid, int gid, int mode);

    /** A regular file; empty where there is none. */
    Optional<FileContent> readFile(InstanceRef ref, String path);
}
