package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An instance as declared. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "[has(self.image), has(self.copyFrom), has(self.empty)].filter(x, x).size() == 1",
        message = "name exactly one source for the instance: image, copyFrom, or empty: true")
@ValidationRule(
        value = "self.hostRef == oldSelf.hostRef",
        message =
                "hostRef is immutable, an instance stays on its host: put it back, or make another IncusInstance on the other host",
        fieldPath = ".hostRef")
@ValidationRule(
        value =
                "(has(self.instanceName) ? self.instanceName : '') == (has(oldSelf.instanceName) ? oldSelf.instanceName : '')",
        message =
                "instanceName is immutable, also from absent to present: put it back as it was, or make another IncusInstance",
        fieldPath = ".instanceName")
@ValidationRule(
        value = "(has(self.project) ? self.project : '') == (has(oldSelf.project) ? oldSelf.project : '')",
        message =
                "project is immutable, also from absent to present: put it back as it was, or make another IncusInstance",
        fieldPath = ".project")
@ValidationRule(
        value = "(has(self.type) ? self.type : '') == (has(oldSelf.type) ? oldSelf.type : '')",
        message =
                "type is immutable, a container never becomes a virtual machine: put it back, or make another IncusInstance",
        fieldPath = ".type")
@ValidationRule(
        value = "!has(self.ephemeral) || !self.ephemeral || !has(self.powerState) || self.powerState != 'Stopped'",
        message =
                "an ephemeral instance is deleted by the server when it stops: leave out ephemeral, or delete this resource instead of stopping its instance",
        fieldPath = ".powerState")
@ValidationRule(
        value = "!has(self.cloudInit) || !has(self.config) || !self.config.exists(k, k.startsWith('cloud-init.') "
                + "|| k in ['user.user-data', 'user.vendor-data', 'user.network-config', 'user.meta-data'])",
        message =
                "cloudInit is there, so config must not speak to cloud-init as well: move cloud-init.* and user.*-data into cloudInit",
        fieldPath = ".config")
public record InstanceSpec(
        @JsonPropertyDescription("The host to run the instance on. Immutable.") @Required
        HostRef hostRef,

        @JsonPropertyDescription("""
                Name of the instance on the host: letters, digits and hyphens, at most 63, beginning with a letter. Default: \
                the name of this resource, which must then be such a name. Immutable.""")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.INSTANCE_NAME, message = Rules.INSTANCE_NAME_SAYS)
        @Nullable
        String instanceName,

        @JsonPropertyDescription(
                "Project on the host that the instance is in. Default: the host's spec.project. Immutable.")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(value = Rules.PROJECT, message = Rules.PROJECT_SAYS)
        @Nullable
        String project,

        @JsonPropertyDescription("""
                On a cluster, where the instance is to be created: the name of a member, or @ and the name of a group of \
                members, such as node2 or "@gpu". Default: the server chooses. A later change does not move the instance.""")
        @Size(min = 1, max = Rules.RESOURCE_NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('^@?[a-zA-Z0-9][a-zA-Z0-9._-]*$')",
                message =
                        "write a cluster member's name, such as node2, or @ and the name of a cluster group, such as \"@gpu\"")
        @Nullable
        String target,

        @JsonPropertyDescription("container (default) or virtual-machine. Immutable.") @Default("container") @Nullable
        InstanceType type,

        @JsonPropertyDescription("""
                The image to create the instance from. Exactly one of image, copyFrom and empty is given. What a later change \
                does says updates.replace.""") @Nullable ImageSource image,

        @JsonPropertyDescription("Creates the instance as a copy of another one.") @Nullable
        CopySource copyFrom,

        @JsonPropertyDescription(
                "true: creates the instance without an image, for one that brings its own disk or boots from the network.")
        @ValidationRule(value = "self", message = "write empty: true, or leave empty out and name an image or copyFrom")
        @Nullable
        Boolean empty,

        @JsonPropertyDescription("A text for people; the host shows it as the instance's description.")
        @Size(max = 1024)
        @Nullable
        String description,

        @JsonPropertyDescription("""
                Architecture of the instance in Incus' own words, such as x86_64 or aarch64. Default: the image's. Used when \
                the instance is created.""")
        @Size(min = 1, max = 32)
        @ValidationRule(
                value = "self.matches('^[a-z0-9_]+$')",
                message = "write an architecture in Incus' own words, such as x86_64 or aarch64")
        @Nullable
        String architecture,

        @JsonPropertyDescription("""
                Names of the profiles, the later ones win. The list is the instance's whole list: [] gives it none. Absent: \
                the project's default profile when the instance is created, and left alone afterwards.""")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(p, p.matches('^[^/\\\\s]+$'))",
                message = "write profiles by name, without slashes or spaces, such as [default, web]")
        @ValidationRule(value = "self.all(p, self.exists_one(q, q == p))", message = "name each profile once")
        @Nullable
        List<@Size(min = 1, max = Rules.NAME_LENGTH) String> profiles,

        @JsonPropertyDescription("""
                Config keys as Incus documents them, such as limits.cpu: "2", limits.memory: 512MiB; values are strings. Keys \
                that are not named here are left alone. Not allowed: \
                volatile.*, image.* and user.incusoperator.*, and cloud-init.* beside cloudInit.""")
        @Size(max = 256)
        @ValidationRule(
                value = "!self.exists(k, k.startsWith('volatile.') || k.startsWith('image.'))",
                message =
                        "volatile.* and image.* are the server's own: leave them out (properties of an image belong into image.properties)")
        @ValidationRule(
                value = "!self.exists(k, k.startsWith('user.incusoperator.'))",
                message = "user.incusoperator.* is the operator's own: choose another user.* key")
        @ValidationRule(
                value = "self.all(k, k.size() > 0 && k.size() <= 255)",
                message = "write config keys of 1 to 255 characters, such as limits.cpu")
        @Nullable
        Map<String, @Size(max = Rules.TEXT_LENGTH) String> config,

        @JsonPropertyDescription("""
                Devices by name, each with its type and the options that Incus documents for it, all of them strings: \
                eth0: {type: nic, network: incusbr0}. Devices that are not named here are left alone.""")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(n, 'type' in self[n] && dyn(self[n]['type']) != null && self[n]['type'] != '')",
                message = "give each device its type, such as nic, disk, proxy or none")
        @ValidationRule(
                value = "self.all(n, n.size() > 0 && n.size() <= 63)",
                message = "name devices in 1 to 63 characters, such as eth0")
        @Nullable
        Map<String, Map<String, String>> devices,

        @JsonPropertyDescription(
                "true: the host deletes the instance when it stops; the operator makes it anew. Default false.")
        @Nullable
        Boolean ephemeral,

        @JsonPropertyDescription("""
                A size in the words of a cloud, such as c2-m4 (2 CPUs, 4 GiB) or aws:t2.micro; the server turns it into \
                limits.cpu and limits.memory when the instance is created.""")
        @Size(min = 1, max = Rules.NAME_LENGTH)
        @ValidationRule(
                value = "self.matches('^[a-zA-Z0-9][a-zA-Z0-9.:_-]*$')",
                message = "write an instance type as Incus documents it, such as c2-m4 or aws:t2.micro")
        @Nullable
        String instanceType,

        @JsonPropertyDescription("What cloud-init in the instance is given, where its image has cloud-init.") @Nullable
        CloudInit cloudInit,

        @JsonPropertyDescription("""
                Files to write into the instance, before its commands run; written anew when their content changes. A file \
                that somebody changed or deleted in the instance is left so.""") @Size(max = 64) @Nullable
        List<InstanceFile> files,

        @JsonPropertyDescription("""
                The power state to keep. Running (default), Stopped, Frozen (paused, its memory kept), or Unmanaged: the \
                operator neither starts nor stops it.""") @Default("Running") @Nullable
        PowerState powerState,

        @JsonPropertyDescription("""
                What must hold, beside the power state, before the running instance counts as ready and its commands run. \
                Default: nothing more than being Started.""") @Size(max = 8) @Nullable
        List<ReadyCheck> readyWhen,

        @JsonPropertyDescription("""
                Commands to run in the instance while it is running: in this order, each after the one before it has \
                succeeded, each once unless its trigger says otherwise. At most 32. What became of them is in status.exec.""")
        @Size(max = 32)
        @ValidationRule(
                value = "self.map(e, has(e.outputLimit) ? e.outputLimit : 4096).sum() <= 65536",
                message =
                        "all entries together may keep 128 KiB of output, and each keeps outputLimit (default 4096) for stdout and "
                                + "as much for stderr: write lower limits, such as outputLimit: 2048 for each of 32 entries")
        @Nullable
        List<ExecEntry> exec,

        @JsonPropertyDescription("""
                Whether an instance of this name that is there already is taken over. Never (default): it is left alone, and \
                the resource is Stalled with the reason NameConflict. IfUnowned: one that no resource has made. IfOrphaned: \
                one that bears the mark of this namespace and name in another cluster, for a cluster restored from a backup. \
                The host's access rules must allow it (allow.adopt).""") @Default("Never") @Nullable
        AdoptPolicy adopt,

        @JsonPropertyDescription("""
                What becomes of config, devices, profiles and description that somebody else has changed. Correct (default): \
                they are put back. Report: they are told in status.drift and by the condition Synced, and left; a change of \
                the spec is written all the same. The power state is kept unless powerState is Unmanaged.""") @Default("Correct") @Nullable
        DriftPolicy drift,

        @JsonPropertyDescription("""
                What becomes of an instance that somebody has deleted behind the operator's back. Recreate (default): a new \
                one is made, without what was in the old one. Report: that it is missing is told, and nothing is made until \
                this says Recreate. An ephemeral instance is always made anew.""") @Default("Recreate") @Nullable
        MissingPolicy onMissing,

        @JsonPropertyDescription("What a change that cannot be made while the instance runs may do.") @Nullable
        Updates updates,

        @JsonPropertyDescription("""
                What becomes of the instance when this resource is deleted. Delete (default): it is stopped and deleted. \
                Orphan: it stays on the host as it is, without the operator's mark.""") @Default("Delete") @Nullable
        DeletionPolicy deletion,

        @JsonPropertyDescription(
                "How long the host may take for each operation before that counts as failed: from 1s to 24h.")
        @Nullable
        Timeouts timeouts) {

    private static final Timeouts DEFAULT_TIMEOUTS = new Timeouts(null, null, null, null);
    private static final Updates DEFAULT_UPDATES = new Updates(null, null);

    public InstanceType typeOrDefault() {
        return type == null ? InstanceType.CONTAINER : type;
    }

    public boolean emptyOrDefault() {
        return Boolean.TRUE.equals(empty);
    }

    public Map<String, String> configOrEmpty() {
        return config == null ? Map.of() : withoutNulls(config);
    }

    public Map<String, Map<String, String>> devicesOrEmpty() {
        if (devices == null) {
            return Map.of();
        }
        Map<String, Map<String, String>> declared = new LinkedHashMap<>(devices);
        declared.replaceAll((name, device) -> withoutNulls(device));
        return declared;
    }

    /** A null says that there is none: a client-side apply drops such an entry, a server-side apply keeps it. */
    private static Map<String, String> withoutNulls(Map<String, String> entries) {
        Map<String, String> declared = new LinkedHashMap<>(entries);
        declared.values().removeIf(Objects::isNull);
        return declared;
    }

    public boolean ephemeralOrDefault() {
        return Boolean.TRUE.equals(ephemeral);
    }

    public PowerState powerStateOrDefault() {
        return powerState == null ? PowerState.RUNNING : powerState;
    }

    public List<ExecEntry> execOrEmpty() {
        return exec == null ? List.of() : exec;
    }

    public List<InstanceFile> filesOrEmpty() {
        return files == null ? List.of() : files;
    }

    public List<ReadyCheck> readyWhenOrEmpty() {
        return readyWhen == null ? List.of() : readyWhen;
    }

    public AdoptPolicy adoptOrDefault() {
        return adopt == null ? AdoptPolicy.NEVER : adopt;
    }

    public DriftPolicy driftOrDefault() {
        return drift == null ? DriftPolicy.CORRECT : drift;
    }

    public MissingPolicy onMissingOrDefault() {
        return onMissing == null ? MissingPolicy.RECREATE : onMissing;
    }

    public Updates updatesOrDefault() {
        return updates == null ? DEFAULT_UPDATES : updates;
    }

    public DeletionPolicy deletionOrDefault() {
        return deletion == null ? DeletionPolicy.DELETE : deletion;
    }

    public Timeouts timeoutsOrDefault() {
        return timeouts == null ? DEFAULT_TIMEOUTS : timeouts;
    }

    /** What and where, not how: config and commands may hold what no log should. */
    @Override
    public String toString() {
        return "InstanceSpec[hostRef=" + hostRef + ", project=" + project + ", instanceName=" + instanceName + "]";
    }
}
