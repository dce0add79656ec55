package dev.incusoperator.simulated;

/** As LXD 5.0.2 says it. */
final class LxdWording implements Wording {
    @Override
    public String rootMissing(String instance) {
        return "Failed to handle idmapped storage: lstat /var/lib/lxd/containers/" + instance
                + ": no such file or directory";
    }

    @Override
    public String title() {
        return "LXD";
    }

    @Override
    public String organisation() {
        return "linuxcontainers.org";
    }

    @Override
    public String initializing() {
        return "initialising";
    }

    @Override
    public String unpacking() {
        return "Unpack";
    }

    @Override
    public String alreadyExists(String entity, String columns) {
        return "This \"" + entity + "\" entry already exists";
    }

    @Override
    public String invalidDeviceType(String type) {
        return "Invalid device type " + type;
    }

    @Override
    public String protectedFromDeletion() {
        return "Container is protected";
    }

    @Override
    public String renamesRunning() {
        return "Renaming of running container not allowed";
    }

    @Override
    public String shutdownFailed(String status) {
        return "Failed shutting down instance, status is \"" + status + "\": shutting down the container failed";
    }

    @Override
    public String freezeStopped() {
        return "The container isn't running";
    }

    @Override
    public String emptyCannotStart(String name) {
        return "Failed to handle idmapped storage: No such file or directory: \"/var/lib/lxd/storage-pools/default/"
                + "containers/" + name + "/rootfs\"";
    }

    @Override
    public String snapshotEntity() {
        return "InstanceSnapshot";
    }

    @Override
    public String imageNotFound(String fingerprint) {
        return "Image not found";
    }

    @Override
    public String projectNotEmpty() {
        return "Only empty projects can be removed";
    }

    @Override
    public String memoryUnit() {
        return "MB";
    }
}
