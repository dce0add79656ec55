package dev.incusoperator.simulated;

import java.util.List;
import java.util.Map;

/** A command that is to run in an instance: what it is given, and the files that it sees. */
public record CommandCall(
        String project,
        String instance,
        List<String> command,
        Map<String, String> environment,
        String workingDirectory,
        int user,
        int group,
        GuestView guest) {

    CommandCall with(List<String> other) {
        return new CommandCall(project, instance, other, environment, workingDirectory, user, group, guest);
    }

    /** Where it runs: its files and its processes, to be used while the command is interpreted only. */
    public interface GuestView {
        /** A file's content; empty where there is none. */
        java.util.Optional<byte[]> read(String path);

        void write(String path, byte[] content);

        /** A symbolic link. */
        void link(String target, String path);

        void append(String path, byte[] content);

        boolean remove(String path);

        /** Ends every other command whose environment has this value in it; how many there were. */
        int killWithEnvironment(String value, int signal);
    }
}
