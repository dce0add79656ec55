package dev.incusoperator.client;

import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.transport.CertificateMaker;

/**
 * A client's new key and self-signed certificate, also as PEM to be kept.
 *
 * @param keyPem the private key, PKCS#8: a secret
 */
public record GeneratedIdentity(ClientIdentity identity, String certificatePem, String keyPem) {

    /**
     * Makes a key (EC P-384) and a certificate for it that is valid for ten years, as {@code incus} does for itself.
     *
     * @param name goes into the certificate as its common name
     */
    public static GeneratedIdentity create(String name) {
        return CertificateMaker.clientIdentity(name);
    }

    @Override
    public String toString() {
        return "GeneratedIdentity";
    }
}
