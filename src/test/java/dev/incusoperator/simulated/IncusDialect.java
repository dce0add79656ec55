package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Incus 6.0.4. */
final class IncusDialect implements Dialect {
    private final Wording words = new IncusWording();

    @Override
    public Product product() {
        return Product.INCUS;
    }

    @Override
    public Wording words() {
        return words;
    }

    @Override
    public String version() {
        return "6.0.4";
    }

    @Override
    public Refusal instanceNotFound(String project, String name) {
        return new Refusal(
                404, "Failed to fetch instance \"" + name + "\" in project \"" + project + "\": Instance not found");
    }

    @Override
    public Refusal instanceOfMissingProject(String project, String name) {
        return new Refusal(404, "Project not found");
    }

    @Override
    public boolean leadingDigitAllowed() {
        return true;
    }

    @Override
    public boolean startsAtCreation() {
        return true;
    }

    @Override
    public boolean refusesMissingAliasAtOnce() {
        return false;
    }

    @Override
    public boolean copyTakesProfiles() {
        return true;
    }

    @Override
    public boolean remapsAtStart() {
        return false;
    }

    @Override
    public boolean mayLoseRoot() {
        return false;
    }

    @Override
    public boolean shutsDownFrozen() {
        return false;
    }

    @Override
    public String hardwareAddressPrefix() {
        return "10:66:6a";
    }

    @Override
    public String snapshotSuffix(String snapshot) {
        return "%2F" + snapshot;
    }

    @Override
    public boolean listsSnapshotsOfMissing() {
        return true;
    }

    @Override
    public Refusal logsOfMissing(String project, String name) {
        return new Refusal(404, "open /var/log/incus/" + name + ": no such file or directory");
    }

    @Override
    public Map<String, List<String>> resources(SimulatedInstance instance, String action) {
        Map<String, List<String>> resources = new LinkedHashMap<>();
        if (action.equals("Executing command")) {
            resources.put("containers", List.of(instance.url()));
        }
        resources.put("instances", List.of(instance.url()));
        return resources;
    }

    @Override
    public void complete(InstanceRendering.Part part, ObjectNode json) {
        switch (part) {
            case MEMORY -> json.put("total", json.path("usage").asLong() == 0 ? 0L : 8_000_000_000L);
            case CPU -> json.put("allocated_time", json.path("usage").asLong() == 0 ? 0L : 2_000_000_000L);
            case STATE -> json.putNull("os_info");
            case PROFILE -> json.put("project", json.path("project").asText("default"));
            default -> {}
        }
    }

    @Override
    public Answer waited(SimulatedOperation operation) {
        return operation.failed()
                ? Answer.errorAs(200, operation.errorCode(), operation.err())
                : Answer.sync(operation.json()).with("X-Content-Type-Options", "nosniff");
    }

    @Override
    public Answer waitExpired(SimulatedOperation operation) {
        return Answer.errorAs(200, 500, "context deadline exceeded");
    }

    @Override
    public String execLogPath(String instance, String file) {
        return "/1.0/instances/" + instance + "/logs/exec-output/" + file;
    }

    @Override
    public Refusal logNotFound(String instance, String file, boolean deleting) {
        return new Refusal(
                404,
                (deleting ? "remove" : "open") + " /var/lib/incus/containers/" + instance + "/exec-output/" + file
                        + ": no such file or directory");
    }

    @Override
    public Refusal logNameInvalid(String file) {
        return new Refusal(400, "Log file name \"" + file + "\" not valid");
    }

    @Override
    public String headerPrefix() {
        return "X-Incus-";
    }

    @Override
    public boolean namesInstanceInEvents() {
        return true;
    }

    @Override
    public boolean namesRequestor(String action) {
        return true;
    }

    @Override
    public Refusal notPermitted(String project, boolean listing) {
        return listing
                ? new Refusal(500, "User does not have permissions for project \"" + project + '"')
                : new Refusal(403, "User does not have permission for project \"" + project + '"');
    }

    @Override
    public Refusal restricted() {
        return new Refusal(403, "Certificate is restricted");
    }

    @Override
    public String tokenField() {
        return "trust_token";
    }

    @Override
    public Refusal projectExists(String name) {
        return new Refusal(
                500,
                "Failed creating project \"" + name + "\": Failed adding database record: "
                        + words.alreadyExists("projects", "projects.name"));
    }

    @Override
    public int eventRefusal(int code) {
        return code;
    }

    @Override
    public Refusal logOfMissing(String project, String name) {
        return instanceNotFound(project, name);
    }

    @Override
    public Map<String, List<String>> snapshotResources(SimulatedInstance instance, String snapshot, boolean deleting) {
        Map<String, List<String>> resources = new LinkedHashMap<>(resources(instance, ""));
        resources.put("instances_snapshots", List.of("/1.0/instances/" + instance.name() + "/snapshots/" + snapshot));
        return resources;
    }
}
