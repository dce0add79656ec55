package dev.incusoperator.simulated;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The inside of an instance: its files, its processes, and how it behaves. Guarded by the host's lock. */
final class Guest {
    /** A file or directory. {@code type} is file, directory or symlink. */
    record File(byte[] content, String type, int uid, int gid, String mode) {
        static File regular(byte[] content) {
            return new File(content, "file", 0, 0, "0644");
        }

        File withContent(byte[] other) {
            return new File(other, type, uid, gid, mode);
        }
    }

    private final Map<String, File> files = new TreeMap<>();
    private final Map<Integer, Process> processes = new LinkedHashMap<>();
    private final Map<String, byte[]> logs = new TreeMap<>();
    private int nextPid = 100;
    private boolean ignoresShutdown;
    private boolean agentReady;
    private boolean addressed;

    Map<String, File> files() {
        return files;
    }

    /** The daemon's log files of this instance, by name. */
    Map<String, byte[]> logs() {
        return logs;
    }

    Map<Integer, Process> processes() {
        return processes;
    }

    int takePid() {
        return nextPid++;
    }

    boolean ignoresShutdown() {
        return ignoresShutdown;
    }

    void ignoresShutdown(boolean value) {
        this.ignoresShutdown = value;
    }

    boolean agentReady() {
        return agentReady;
    }

    void agentReady(boolean value) {
        this.agentReady = value;
    }

    boolean addressed() {
        return addressed;
    }

    void addressed(boolean value) {
        this.addressed = value;
    }
}
