package dev.incusoperator.simulated;

/** As Incus 6.0.4 says it. */
final class IncusWording implements Wording {
    @Override
    public String rootMissing(String instance) {
        return "Failed to handle idmapped storage: lstat /var/lib/incus/containers/" + instance
                + ": no such file or directory";
    }

    @Override
    public String title() {
        return "Incus";
    }

    @Override
    public String organisation() {
        return "Linux Containers";
    }

    @Override
    public String initializing() {
        return "initializing";
    }

    @Override
    public String unpacking() {
        return "Unpacking image";
    }

    @Override
    public String alreadyExists(String entity, String columns) {
        return "Failed to create \"" + entity + "\" entry: UNIQUE constraint failed: " + columns;
    }

    @Override
    public String invalidDeviceType(String type) {
        return "Invalid device type \"" + type + '"';
    }

    @Override
    public String protectedFromDeletion() {
        return "Instance is protected";
    }

    @Override
    public String renamesRunning() {
        return "Renaming of running instance not allowed";
    }

    @Override
    public String shutdownFailed(String status) {
        return "Failed shutting down instance, status is \"" + status + "\": context deadline exceeded";
    }

    @Override
    public String freezeStopped() {
        return "The instance isn't running";
    }

    @Override
    public String emptyCannotStart(String name) {
        return "Failed to run: /usr/libexec/incus/incusd forkstart " + name + " /var/lib/incus/containers /run/incus/"
                + name + "/lxc.conf: exit status 1";
    }

    @Override
    public String snapshotEntity() {
        return "Instance_snapshot";
    }

    @Override
    public String imageNotFound(String fingerprint) {
        return "Image \"" + fingerprint + "\" not found";
    }

    @Override
    public String projectNotEmpty() {
        return "Only empty projects can be removed.";
    }

    @Override
    public String memoryUnit() {
        return "MiB";
    }
}
