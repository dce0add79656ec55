package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;
import java.util.List;

/** Whether a server that answers is one that can be worked with, and the one that it was before. */
final class ServerVerdict {
    /** Without these there is nothing that the operator could do with it. */
    private static final List<String> NEEDED = List.of("instances", "projects", "container_exec_recording");

    private ServerVerdict() {}

    /** {@code boundTo} is the fingerprint of the only server that it may be; empty: any. */
    static Health of(String target, ServerInfo server, String boundTo) {
        if (!server.trusted()) {
            return failed(
                    HostReason.NOT_TRUSTED,
                    target + " does not trust the client certificate: add it to the server's trust store"
                            + " (incus config trust add-certificate)");
        }
        List<String> lacking =
                NEEDED.stream().filter(extension -> !server.has(extension)).toList();
        if (!lacking.isEmpty()) {
            return failed(
                    HostReason.UNSUPPORTED,
                    target + " is " + server.product() + " " + server.version() + ", whose API lacks " + lacking
                            + ": use Incus, or LXD 4.0 or newer");
        }
        String found = server.certificateFingerprint();
        if (!boundTo.isEmpty() && !boundTo.equals(found)) {
            return failed(
                    HostReason.HOST_CHANGED,
                    "another server answers at " + target + ": its certificate's fingerprint is " + found
                            + ", it was " + boundTo
                            + " before. Nothing is done there. If that is meant, annotate the host with "
                            + Api.ACCEPT_SERVER + "=" + found);
        }
        return new Health.Connected(server);
    }

    private static Health.Failed failed(HostReason reason, String message) {
        return new Health.Failed(reason.word(), message);
    }
}
