package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A member of a cluster.
 *
 * @param status the API's word: Online, Offline, Evacuated, Blocked
 * @param message what the cluster says of it, for people
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/#/cluster/cluster_members_get">the API's page</a>
 */
public record ClusterMember(String name, String status, String message) {
    /** As the API shows it. */
    public static ClusterMember from(JsonNode json) {
        return new ClusterMember(
                Fields.text(json, "server_name"), Fields.text(json, "status"), Fields.text(json, "message"));
    }

    /** Whether its admin has taken it out of service: what ran on it was moved or stopped. */
    public boolean isEvacuated() {
        return status.equals("Evacuated");
    }
}
