package dev.incusoperator.simulated;

import java.util.List;
import java.util.Map;

/**
 * An instance as a test sees it, at one moment.
 *
 * @param starts how often it was started since it was made
 * @param files what is in it, by path
 * @param logs the record-output files that the host still keeps, by name
 */
public record InstanceView(
        String project,
        String name,
        String type,
        String status,
        String location,
        String description,
        boolean ephemeral,
        List<String> profiles,
        Map<String, String> config,
        Map<String, Map<String, String>> devices,
        int starts,
        List<String> snapshots,
        Map<String, byte[]> files,
        Map<String, byte[]> logs) {

    public boolean running() {
        return status.equals("Running");
    }
}
