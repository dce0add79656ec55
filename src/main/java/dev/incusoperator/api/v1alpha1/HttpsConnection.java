package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTPS with a client certificate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpsConnection(
        List<String> addresses,
        @Nullable ClientCertificateSource clientCertificate,
        @Nullable TrustTokenSource trustToken,
        @Nullable ServerVerification server) {}
