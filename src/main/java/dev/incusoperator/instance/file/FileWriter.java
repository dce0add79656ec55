package dev.incusoperator.instance.file;

import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;

/** Has one file of an instance be as its entry says. */
public final class FileWriter {
    private static final int NOT_FOUND = 404;
    private static final int DIRECTORY_MODE = 0755;
    private static final String DIRECTORY = "directory";
    private static final String REGULAR = "file";

    private final InstanceCalls instances;

    public FileWriter(InstanceCalls instances) {
        this.instances = instances;
    }

    /** @throws dev.incusoperator.client.IncusException where the server did not write it */
    public void write(InstanceRef instance, InstanceFile file, byte[] content) {
        makeWay(instance, file);
        FileContent written = new FileContent(content, file.uidOrDefault(), file.gidOrDefault(), file.modeOrDefault());
        try {
            instances.pushFile(instance, file.path(), written);
        } catch (ApiError e) {
            if (e.code() != NOT_FOUND || !file.createDirectoriesOrDefault()) {
                throw e;
            }
            makeDirectories(instance, file);
            instances.pushFile(instance, file.path(), written);
        }
    }

    /** The servers leave owner and mode of a file as they are, and write through a link: what is not alike goes first. */
    private void makeWay(InstanceRef instance, InstanceFile file) {
        instances
                .fileAttributes(instance, file.path())
                .filter(there -> !there.type().equals(DIRECTORY) && !alike(there, file))
                .ifPresent(there -> instances.deleteFile(instance, file.path()));
    }

    private static boolean alike(FileAttributes there, InstanceFile file) {
        return there.type().equals(REGULAR)
                && there.uid() == file.uidOrDefault()
                && there.gid() == file.gidOrDefault()
                && there.mode() == file.modeOrDefault();
    }

    /** From the top, each in the one before; those that are there stay as they are. */
    private void makeDirectories(InstanceRef instance, InstanceFile file) {
        String path = file.path();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            instances.createDirectory(
                    instance, path.substring(0, slash), file.uidOrDefault(), file.gidOrDefault(), DIRECTORY_MODE);
        }
    }
}
