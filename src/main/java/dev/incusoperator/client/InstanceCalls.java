package dev.incusoperator.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.Versioned;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls about instances. Each throws what {@link IncusClient#request} throws. A call that the server carries out in the
 * background returns the answer to give to {@code pollApi}; most failures come only then (traps 8, 9).
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/#/instances">the API's page on instances</a>
 */
public interface InstanceCalls {
    /**
     * Every instance of every project that this client may see ({@code recursion=1}: no state).
     *
     * @throws IncusException.MalformedAnswer also where one of them cannot be read: a listing without it would say that it is gone
     */
    List<Instance> listAllProjects();

    /** The same for whoever looks for those that it lacks one by one where some cannot be read. */
    InstanceListing listWhatCanBeRead();

    /** The same with the state of each, and its snapshots, which is not read: {@code recursion=2}. Costs the server a look into each. */
    InstanceListing listWithState();

    /**
     * Every instance of one project, without state; empty also where there is no such project (trap 18).
     *
     * @throws IncusException.MalformedAnswer as of {@link #listAllProjects}
     */
    List<Instance> list(String project);

    /**
     * One instance, with its state (addresses, process) where {@code withState}, which costs the server a look inside.
     *
     * @return empty on 404 alone: also where the project is not there (trap 18); never for a member of a cluster that is
     *     dead (trap 32)
     */
    Optional<Versioned<Instance>> get(InstanceRef ref, boolean withState);

    /** What an instance was when a snapshot of it was taken; empty where there is no such snapshot, or no such instance. */
    Optional<Instance> snapshot(InstanceRef ref, String snapshot);

    /** The names of an instance's snapshots; none where there is no such instance. */
    List<String> snapshots(InstanceRef ref);

    /**
     * Creates an instance: {@code POST /1.0/instances}.
     *
     * @param target the member of a cluster, or {@code @group}; null for the server's choice
     * @param definition as the API takes it; {@code start} is ignored by servers without the extension
     *     {@code instance_create_start} (trap 1)
     */
    ApiResponse create(String project, @Nullable String target, ObjectNode definition);

    /** Starts, stops, restarts, freezes or thaws. */
    ApiResponse changeState(InstanceRef ref, StateChange change);

    /**
     * {@code PUT} of a whole definition: what is not in it is removed.
     *
     * @param etag of the definition as it was read; an {@link IncusException.ApiError} 412 where it has changed since. Empty:
     *     unguarded
     */
    ApiResponse replace(InstanceRef ref, ObjectNode definition, String etag);

    /**
     * Makes the root file system of a stopped instance anew; its config and devices stay. For servers with the extension
     * {@code instances_rebuild}.
     *
     * @param source as in a definition: an image, or {@code {"type": "none"}}
     */
    ApiResponse rebuild(InstanceRef ref, ObjectNode source);

    /** Deletes an instance that is stopped; one that runs is an {@link IncusException.ApiError} 400. */
    ApiResponse delete(InstanceRef ref);

    /**
     * Runs a command in an instance that runs. The operation succeeds whatever the exit code, which is in
     * {@link dev.incusoperator.client.model.Operation#returnCode}; it fails where the command is not found. It cannot be
     * cancelled (trap 23).
     */
    ApiResponse exec(InstanceRef ref, ExecCommand command);

    /**
     * The last bytes of a log of a recorded command; no more than that is transferred.
     *
     * @param path as {@link dev.incusoperator.client.model.Operation#outputPath} gave it
     * @param maxBytes at least 1
     * @return empty where the log is gone
     */
    Optional<LogTail> logTail(String project, String path, int maxBytes);

    /** Deletes a log of a recorded command, which the server never does by itself (trap 27); one that is gone is fine. */
    void deleteLog(String project, String path);

    /**
     * Writes a file. Its directory must exist. A file that is there gets the content and keeps its own owner and mode; a link
     * is written through.
     *
     * @param path absolute, in the instance
     * @param file of its mode the servers set the permissions alone, no setuid, setgid or sticky bit
     */
    void pushFile(InstanceRef ref, String path, FileContent file);

    /**
     * What there is at a path, without reading it; empty where there is nothing, and where it cannot be looked at (a virtual
     * machine whose agent does not answer, say): whatever is done there then tells why.
     */
    Optional<FileAttributes> fileAttributes(InstanceRef ref, String path);

    /** Deletes a file, a link, or a directory that is empty; nothing there is fine. */
    void deleteFile(InstanceRef ref, String path);

    /**
     * Makes one directory in one that exists; one that is there already stays as it is.
     *
     * @param mode permission bits, such as {@code 0755}
     */
    void createDirectory(InstanceRef ref, String path, long uid, long gid, int mode);

    /**
     * A regular file, whole. Links are followed.
     *
     * @param mostBytes that are read: what is in a file the guest decides
     * @return empty where there is nothing, also at the end of a link
     * @throws IncusException.MalformedAnswer where it is larger, is a directory, or a link that leads on and on
     */
    Optional<FileContent> readFile(InstanceRef ref, String path, long mostBytes);
}
