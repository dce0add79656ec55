package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** LXD 5.0.2. */
final class LxdDialect implements Dialect {
    private static final Set<String> WITHOUT_REQUESTOR = Set.of(
            "instance-created",
            "instance-updated",
            "instance-deleted",
            "instance-exec",
            "instance-renamed",
            "instance-snapshot-created",
            "instance-snapshot-deleted");
    private static final Set<String> OF_STATE = Set.of(
            "Starting instance",
            "Stopping instance",
            "Restarting instance",
            "Freezing instance",
            "Unfreezing instance");

    private final Wording words = new LxdWording();

    @Override
    public Product product() {
        return Product.LXD;
    }

    @Override
    public Wording words() {
        return words;
    }

    @Override
    public String version() {
        return "5.0.2";
    }

    @Override
    public Refusal instanceNotFound(String project, String name) {
        return new Refusal(404, "Instance not found");
    }

    @Override
    public Refusal instanceOfMissingProject(String project, String name) {
        return instanceNotFound(project, name);
    }

    @Override
    public boolean leadingDigitAllowed() {
        return false;
    }

    @Override
    public boolean startsAtCreation() {
        return false;
    }

    @Override
    public boolean refusesMissingAliasAtOnce() {
        return true;
    }

    @Override
    public boolean copyTakesProfiles() {
        return false;
    }

    @Override
    public boolean remapsAtStart() {
        return true;
    }

    @Override
    public boolean mayLoseRoot() {
        return true;
    }

    @Override
    public boolean shutsDownFrozen() {
        return true;
    }

    @Override
    public String hardwareAddressPrefix() {
        return "00:16:3e";
    }

    @Override
    public String snapshotSuffix(String snapshot) {
        return "/" + snapshot;
    }

    @Override
    public boolean listsSnapshotsOfMissing() {
        return false;
    }

    @Override
    public Refusal logsOfMissing(String project, String name) {
        return instanceNotFound(project, name);
    }

    @Override
    public Map<String, List<String>> resources(SimulatedInstance instance, String action) {
        Map<String, List<String>> resources = new LinkedHashMap<>();
        if (!instance.virtualMachine() && !OF_STATE.contains(action)) {
            resources.put("containers", List.of("/1.0/containers/" + instance.name()));
        }
        resources.put("instances", List.of("/1.0/instances/" + instance.name()));
        return resources;
    }

    @Override
    public void complete(InstanceRendering.Part part, ObjectNode json) {
        switch (part) {
            case STATE -> json.remove("started_at");
            case PROFILE -> json.remove("project");
            default -> {}
        }
    }

    @Override
    public Answer waited(SimulatedOperation operation) {
        return Answer.sync(operation.json());
    }

    @Override
    public Answer waitExpired(SimulatedOperation operation) {
        return Answer.sync(operation.json());
    }

    @Override
    public String execLogPath(String instance, String file) {
        return "/1.0/instances/" + instance + "/logs/" + file;
    }

    @Override
    public Refusal logNotFound(String instance, String file, boolean deleting) {
        return new Refusal(
                deleting ? 404 : 500,
                (deleting ? "remove" : "open") + " /var/log/lxd/logs/" + instance + "/" + file
                        + ": no such file or directory");
    }

    @Override
    public Refusal logNameInvalid(String file) {
        return new Refusal(400, "log file name " + file + " not valid");
    }

    @Override
    public String headerPrefix() {
        return "X-LXD-";
    }

    @Override
    public boolean namesInstanceInEvents() {
        return false;
    }

    @Override
    public boolean namesRequestor(String action) {
        return !WITHOUT_REQUESTOR.contains(action);
    }

    @Override
    public Refusal notPermitted(String project, boolean listing) {
        return new Refusal(403, "not authorized");
    }

    @Override
    public Refusal restricted() {
        return new Refusal(403, "not authorized");
    }

    @Override
    public String tokenField() {
        return "password";
    }

    @Override
    public Refusal projectExists(String name) {
        return new Refusal(
                409,
                "Failed creating project \"" + name + "\": Failed adding database record: "
                        + words.alreadyExists("projects", "projects.name"));
    }

    @Override
    public int eventRefusal(int code) {
        return 500;
    }

    @Override
    public Refusal logOfMissing(String project, String name) {
        return new Refusal(
                404, "Failed to fetch instance \"" + name + "\" in project \"" + project + "\": Instance not found");
    }

    @Override
    public Map<String, List<String>> snapshotResources(SimulatedInstance instance, String snapshot, boolean deleting) {
        Map<String, List<String>> resources = new LinkedHashMap<>(resources(instance, ""));
        if (deleting) {
            resources.replaceAll((kind, urls) -> List.of(urls.get(0) + "/" + snapshot));
        }
        return resources;
    }
}
