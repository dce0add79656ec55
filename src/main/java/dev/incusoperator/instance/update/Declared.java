package dev.incusoperator.instance.update;

import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.ImageSource;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a resource wants of an instance's definition.
 *
 * @param config keys whose value is known; an empty value asks for the key's absence, as it does in the API
 * @param secrets keys whose value is in a Secret: such a value is written and never compared
 * @param profiles the whole list; null where the resource says nothing of profiles
 * @param description null where the resource says nothing of it
 * @param ephemeral whether the host deletes it when it stops; null where the resource does not say
 * @param source what the root file system is made from, in words that change when it does
 * @param restartedAt what the annotation of that name says; empty where there is none
 * @param kept whether the instance stays where it is when its resource is deleted
 */
public record Declared(
        Map<String, String> config,
        Map<String, SecretKeyRef> secrets,
        Map<String, Map<String, String>> devices,
        @Nullable List<String> profiles,
        @Nullable String description,
        @Nullable Boolean ephemeral,
        String source,
        String restartedAt,
        boolean kept) {

    /** How {@link #source} begins where it is another instance. */
    static final String COPY = "copy of ";

    public static final String USER_DATA = "cloud-init.user-data";
    private static final String VENDOR_DATA = "cloud-init.vendor-data";
    private static final String NETWORK_CONFIG = "cloud-init.network-config";

    /** What {@code spec} asks for. */
    public static Declared of(InstanceSpec spec, String restartedAt) {
        Map<String, String> config = new TreeMap<>(spec.configOrEmpty());
        Map<String, SecretKeyRef> secrets = new TreeMap<>();
        CloudInit cloudInit = spec.cloudInit();
        if (cloudInit != null) {
            putIfThere(config, USER_DATA, cloudInit.userData());
            putIfThere(config, VENDOR_DATA, cloudInit.vendorData());
            putIfThere(config, NETWORK_CONFIG, cloudInit.networkConfig());
            if (cloudInit.userDataSecretRef() != null) {
                secrets.put(USER_DATA, cloudInit.userDataSecretRef());
            }
        }
        return new Declared(
                config,
                secrets,
                spec.devicesOrEmpty(),
                spec.profiles(),
                spec.description(),
                spec.ephemeral(),
                source(spec),
                restartedAt,
                spec.deletionOrDefault() == DeletionPolicy.ORPHAN);
    }

    /** What a key of a Secret is, for people and for comparison: never its value. */
    static String said(SecretKeyRef secret) {
        return "(key " + secret.key() + " of Secret " + secret.name() + ")";
    }

    private static void putIfThere(Map<String, String> config, String key, @Nullable String value) {
        if (value != null) {
            config.put(key, value);
        }
    }

    private static String source(InstanceSpec spec) {
        ImageSource image = spec.image();
        if (image != null) {
            return "image"
                    + word("alias", image.alias())
                    + word("fingerprint", image.fingerprint())
                    + word("properties", image.properties() == null ? null : new TreeMap<>(image.properties()))
                    + word("remote", image.remote());
        }
        CopySource copy = spec.copyFrom();
        if (copy != null) {
            return COPY + copy.instance() + (copy.snapshot() == null ? "" : "/" + copy.snapshot());
        }
        return "empty";
    }

    private static String word(String name, @Nullable Object value) {
        return value == null ? "" : " " + name + "=" + value;
    }
}
