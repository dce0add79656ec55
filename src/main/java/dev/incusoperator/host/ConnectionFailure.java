package dev.incusoperator.host;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.host.Host.Health;

/** What a failed call says about the host: the one table from exception to reason, with what to do about it. */
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
                    "add the client certificate to the server's trust store (incus config trust add-certificate), or give a trust token");
        }
        if (failure instanceof IncusException.ApiError api) {
            return api(api);
        }
        if (failure instanceof IncusException.MalformedAnswer) {
            return failed(
                    HostReason.UNSUPPORTED, failure, "check that the address is that of an Incus or LXD server's API");
        }
        return failed(
                HostReason.UNREACHABLE,
                failure,
                "check that the server runs and that it can be reached from the operator at that place; it is tried again");
    }

    private static Health.Failed tls(IncusException.TlsRefused tls) {
        return switch (tls.refused()) {
            case NAME ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "write the address as a name or IP that the certificate has, or pin the certificate in spec.https.server");
            case PIN ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "if the server's certificate was renewed on purpose, write the new one into spec.https.server; if not, something else answers there");
            case AUTHORITY ->
                failed(
                        HostReason.CERTIFICATE_MISMATCH,
                        tls,
                        "pin the server's certificate or its fingerprint in spec.https.server, or name the CA that signed it in caSecretRef");
            case EXPIRED ->
                failed(
                        HostReason.CERTIFICATE_EXPIRED,
                        tls,
                        "renew the server's certificate, or check the clocks of both machines");
            case HANDSHAKE ->
                failed(
                        HostReason.UNREACHABLE,
                        tls,
                        "check that an Incus or LXD server speaks TLS 1.2 or newer at that address");
        };
    }

    private static Health.Failed api(IncusException.ApiError api) {
        return switch (api.code()) {
            case 401, 403 ->
                failed(
                        HostReason.NOT_TRUSTED,
                        api,
                        "give the client certificate the rights that the host's project needs (incus config trust edit)");
            case 404 ->
                failed(HostReason.UNSUPPORTED, api, "check that the address is that of an Incus or LXD server's API");
            default -> failed(HostReason.UNREACHABLE, api, "look at the server's log; it is tried again");
        };
    }

    private static Health.Failed failed(HostReason reason, IncusException failure, String advice) {
        return new Health.Failed(reason.word(), failure.getMessage() + ": " + advice);
    }
}
