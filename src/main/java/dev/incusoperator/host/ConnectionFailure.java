package dev.incusoperator.host;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.host.Host.Health;

/**
 * What a failed call says about the host: the one table from exception to reason. The exception says what, where, and what
 * may be done on the way there; what is added is what a host's resource has to do with it.
 */
final class ConnectionFailure {
    private ConnectionFailure() {}

    static Health.Failed of(IncusException failure) {
        if (failure instanceof IncusException.TlsRefused tls) {
            return tls(tls);
        }
        if (failure instanceof IncusException.NotTrusted) {
            return failed(
                    HostReason.NOT_TRUSTED,
                    failure,
                    "Add the client certificate to the server's trust store (incus config trust add-certificate), or give a trust token");
        }
        if (failure instanceof IncusException.ApiError api) {
            return api(api);
        }
        if (failure instanceof IncusException.InvalidCredentials) {
            return failed(HostReason.INVALID_CREDENTIALS, failure, "See spec.https");
        }
        if (failure instanceof IncusException.MalformedAnswer malformed && malformed.isTooLarge()) {
            return failed(
                    HostReason.LIMIT_EXCEEDED,
                    failure,
                    "Have the operator's admin raise incus-operator.hosts.max-answer (for an IncusHost:"
                            + " incus-operator.namespaced-hosts.max-answer), or give the operator's certificate fewer projects");
        }
        if (failure instanceof IncusException.MalformedAnswer) {
            return failed(
                    HostReason.UNSUPPORTED,
                    failure,
                    "Check that the address in the spec is that of an Incus or LXD server's API");
        }
        return failed(HostReason.UNREACHABLE, failure, "It is tried again");
    }

    private static Health.Failed tls(IncusException.TlsRefused tls) {
        return switch (tls.refused()) {
            case NAME ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "Addresses are in spec.https.addresses, pins in spec.https.server");
            case PIN ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "The pin is in spec.https.server; if nobody renewed the certificate, something else answers there");
            case AUTHORITY ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "Write certificate, fingerprint or caSecretRef into spec.https.server");
            case EXPIRED ->
                failed(HostReason.CERTIFICATE_EXPIRED, tls, "If it has not, check the clocks of both machines");
            case HANDSHAKE -> failed(HostReason.UNREACHABLE, tls, "It is tried again");
        };
    }

    private static Health.Failed api(IncusException.ApiError api) {
        return switch (api.code()) {
            case 401, 403 ->
                failed(
                        HostReason.NOT_TRUSTED,
                        api,
                        "Give the client certificate the rights that the host's project needs (incus config trust edit)");
            case 404 ->
                failed(
                        HostReason.UNSUPPORTED,
                        api,
                        "Check that the address in the spec is that of an Incus or LXD server's API");
            default -> failed(HostReason.UNREACHABLE, api, "Look at the server's log; it is tried again");
        };
    }

    private static Health.Failed failed(HostReason reason, IncusException failure, String advice) {
        return new Health.Failed(reason.word(), failure.getMessage() + ". " + advice);
    }
}
