package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is looked at. */
public enum ReadyCheckType {
    @JsonProperty("Started")
    STARTED,

    @JsonProperty("IPv4")
    IPV4,

    @JsonProperty("IPv6")
    IPV6,

    @JsonProperty("Agent")
    AGENT,

    @JsonProperty("CloudInit")
    CLOUD_INIT,

    @JsonProperty("InstanceReady")
    INSTANCE_READY
}
