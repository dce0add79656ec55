package dev.incusoperator.instance;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values out of Secrets and ConfigMaps, by {@code get} alone. */
@ApplicationScoped
public class KubernetesValues implements ValueSource {
    private final KubernetesClient client;

    public KubernetesValues(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public String secret(String namespace, String name, String key) {
        var secret = read(
                "Secret",
                namespace,
                name,
                () -> client.secrets().inNamespace(namespace).withName(name).get());
        String encoded = value("Secret", namespace, name, key, secret.getData());
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @Override
    public String configMap(String namespace, String name, String key) {
        var map = read(
                "ConfigMap",
                namespace,
                name,
                () -> client.configMaps().inNamespace(namespace).withName(name).get());
        return value("ConfigMap", namespace, name, key, map.getData());
    }

    private static <T> T read(String kind, String namespace, String name, Supplier<@Nullable T> get) {
        T found;
        try {
            found = get.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                throw new MissingValueException("the operator may not read " + kind + " " + namespace + "/" + name
                        + ": grant its service account 'get' on it");
            }
            throw e;
        }
        if (found == null) {
            throw new MissingValueException(kind + " " + namespace + "/" + name + " does not exist: create it");
        }
        return found;
    }

    private static String value(
            String kind, String namespace, String name, String key, @Nullable Map<String, String> data) {
        String value = data == null ? null : data.get(key);
        if (value == null) {
            throw new MissingValueException(kind + " " + namespace + "/" + name + " has no key '" + key + "'"
                    + (data == null ? "" : ": it has " + data.keySet()));
        }
        return value;
    }
}
