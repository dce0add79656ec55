package dev.incusoperator.host;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** The Secrets that one host may name: those of one namespace. */
interface SecretReader {
    String namespace();

    /** @throws io.fabric8.kubernetes.client.KubernetesClientException where it could not be asked for */
    Optional<Secret> find(String name);
}
