package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A server of images. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageServer(String server, @Nullable ImageProtocol protocol) {

    public ImageProtocol protocolOrDefault() {
        return protocol == null ? ImageProtocol.SIMPLESTREAMS : protocol;
    }
}
