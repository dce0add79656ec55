package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two kinds of host. */
public enum HostKind {
    @JsonProperty("IncusHost")
    INCUS_HOST,

    @JsonProperty("ClusterIncusHost")
    CLUSTER_INCUS_HOST
}
