package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/** Who calls: root by the unix socket, or the holder of a client certificate; {@code trusted} says whether it is known. */
record Caller(
        String username,
        String protocol,
        String address,
        boolean trusted,
        boolean restricted,
        Set<String> projects,
        Optional<X509Certificate> certificate) {

    static Caller root() {
        return new Caller("root", "unix", "@", true, false, Set.of(), Optional.empty());
    }

    /** One who is known: what a host's trust store says of the certificate. */
    static Caller known(
            String fingerprint, String address, boolean restricted, Set<String> projects, X509Certificate certificate) {
        return new Caller(fingerprint, "tls", address, true, restricted, projects, Optional.of(certificate));
    }

    static Caller stranger(String fingerprint, String address, Optional<X509Certificate> certificate) {
        return new Caller(fingerprint, "tls", address, false, true, Set.of(), certificate);
    }

    boolean mayUse(String project) {
        return trusted && (!restricted || projects.contains(project));
    }

    ObjectNode requestor() {
        return Json.object().put("username", username).put("protocol", protocol).put("address", address);
    }
}
