package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two kinds of host. */
public enum HostKind {
    @JsonProperty("IncusHost")
    INCUS_HOST("IncusHost"),

    @JsonProperty("ClusterIncusHost")
    CLUSTER_INCUS_HOST("ClusterIncusHost");

    private final String word;

    HostKind(String word) {
        this.word = word;
    }

    /** The kind's name as users write it. */
    @Override
    public String toString() {
        return word;
    }
}
