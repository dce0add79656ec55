package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.List;
import java.util.Map;

/** Where Incus and LXD differ, as recorded from Incus 6.0.4 and LXD 5.0.2. What they share is elsewhere. */
sealed interface Dialect permits IncusDialect, LxdDialect {
    static Dialect of(Product product) {
        return product == Product.INCUS ? new IncusDialect() : new LxdDialect();
    }

    Product product();

    /** What it says. */
    Wording words();

    String version();

    // Instances

    Refusal instanceNotFound(String project, String name);

    Refusal instanceOfMissingProject(String project, String name);

    boolean leadingDigitAllowed();

    /** Whether {@code "start": true} at creation is obeyed (trap 1). */
    boolean startsAtCreation();

    /** Whether an alias that is not there is refused at once, or fails the operation. */
    boolean refusesMissingAliasAtOnce();

    /** Whether a copy takes the source's profiles where the call names none. */
    boolean copyTakesProfiles();

    /** Whether the first start of a container remaps its files, and says so. */
    boolean remapsAtStart();

    /** Whether an update may take the root disk away. */
    boolean mayLoseRoot();

    /** Whether a graceful stop of a frozen instance gets through. */
    boolean shutsDownFrozen();

    String hardwareAddressPrefix();

    /** How a snapshot is named after its instance in an operation that copies it. */
    String snapshotSuffix(String snapshot);

    /** Whether the snapshots of an instance that is not there are an empty list. */
    boolean listsSnapshotsOfMissing();

    /** What an operation of an instance says it is about; {@code action} is the operation's description. */
    Map<String, List<String>> resources(SimulatedInstance instance, String action);

    /** The fields that one product has and the other has not. */
    void complete(InstanceRendering.Part part, ObjectNode json);

    // Operations

    /** The answer of a {@code /wait} whose operation has ended (trap 5). */
    Answer waited(SimulatedOperation operation);

    /** The answer of a {@code /wait} whose time is over while the operation goes on (trap 30). */
    Answer waitExpired(SimulatedOperation operation);

    // Logs and files

    /** The path of a recorded command's log (trap 2). */
    String execLogPath(String instance, String file);

    Refusal logNotFound(String instance, String file, boolean deleting);

    Refusal logNameInvalid(String file);

    String headerPrefix();

    // Events

    boolean namesInstanceInEvents();

    /** Whether the event of an action says who did it. */
    boolean namesRequestor(String action);

    // Trust

    /** What a restricted client is told of a project that is not its own (trap 34). */
    Refusal notPermitted(String project, boolean listing);

    Refusal restricted();

    /** The field of the call in which a trust token is given. */
    String tokenField();

    // Projects, images

    /** The logs of an instance that is not there. */
    Refusal logsOfMissing(String project, String name);

    Refusal projectExists(String name);

    /** With what an event stream of a wrong type, or of a project that is not there, is refused. */
    int eventRefusal(int code);

    /** An instance that is not there, where one of its logs is asked for. */
    Refusal logOfMissing(String project, String name);

    /** What the deletion of a snapshot says that it is about. */
    Map<String, List<String>> snapshotResources(SimulatedInstance instance, String snapshot, boolean deleting);
}
