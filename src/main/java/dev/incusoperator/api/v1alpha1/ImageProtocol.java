package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a server of images is talked to. */
public enum ImageProtocol {
    @JsonProperty("simplestreams")
    SIMPLESTREAMS,

    @JsonProperty("oci")
    OCI,

    @JsonProperty("incus")
    INCUS,

    @JsonProperty("lxd")
    LXD
}
