package dev.incusoperator.instance;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    public StoredValue read(String namespace, ValueRef ref) {
        return switch (ref.kind()) {
            case SECRET -> fromSecret(namespace, ref);
            case CONFIG_MAP -> fromConfigMap(namespace, ref);
        };
    }

    private StoredValue fromSecret(String namespace, ValueRef ref) {
        Secret secret = found(
                namespace,
                ref,
                () -> client.secrets()
                        .inNamespace(namespace)
                        .withName(ref.name())
                        .get());
        Map<String, String> data = orEmpty(secret.getData());
        String encoded = data.get(ref.key());
        if (encoded == null) {
            throw noSuchKey(namespace, ref, data.keySet());
        }
        return new StoredValue(Base64.getDecoder().decode(encoded), version(secret));
    }

    private StoredValue fromConfigMap(String namespace, ValueRef ref) {
        ConfigMap map = found(
                namespace,
                ref,
                () -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(ref.name())
                        .get());
        String text = orEmpty(map.getData()).get(ref.key());
        if (text != null) {
            return new StoredValue(text.getBytes(StandardCharsets.UTF_8), version(map));
        }
        String encoded = orEmpty(map.getBinaryData()).get(ref.key());
        if (encoded == null) {
            Set<String> keys = new TreeSet<>(orEmpty(map.getData()).keySet());
            keys.addAll(orEmpty(map.getBinaryData()).keySet());
            throw noSuchKey(namespace, ref, keys);
        }
        return new StoredValue(Base64.getDecoder().decode(encoded), version(map));
    }

    private static <T> T found(String namespace, ValueRef ref, Supplier<@Nullable T> get) {
        T found;
        try {
            found = get.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                throw new MissingValueException("the operator may not read " + named(namespace, ref)
                        + ": grant its service account 'get' on it");
            }
            throw e;
        }
        if (found == null) {
            throw new MissingValueException(named(namespace, ref) + " does not exist: create it");
        }
        return found;
    }

    private static MissingValueException noSuchKey(String namespace, ValueRef ref, Set<String> keys) {
        return new MissingValueException(named(namespace, ref) + " has no key '" + ref.key() + "'"
                + (keys.isEmpty() ? "" : ": it has " + new TreeSet<>(keys)));
    }

    private static String named(String namespace, ValueRef ref) {
        return ref.kind().word() + " " + namespace + "/" + ref.name();
    }

    private static String version(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        return metadata.getUid() + "/" + metadata.getResourceVersion();
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> data) {
        return data == null ? Map.of() : data;
    }
}
