package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.ImageProtocol;
import dev.incusoperator.api.v1alpha1.ImageServer;
import dev.incusoperator.api.v1alpha1.ImageSource;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.InstanceType;
import dev.incusoperator.client.model.Instance;

/**
 * Tells what an image puts into the config of an instance, beside {@code image.*}: an OCI image, {@code environment.*} and
 * {@code oci.*}, as the server creates it ({@code instanceCreateFromImage} of Incus 6.3 and later). Nobody knows which before. Pure.
 */
final class ImageConfig {
    private static final String ENVIRONMENT = "environment.";
    private static final String OCI = "oci.";
    private static final String OCI_CONTAINER = "volatile.container.oci";
    private static final String IMAGE_TYPE = "image.type";

    private ImageConfig() {}

    /**
     * Whether the image may be an OCI image. One of a simplestreams server is not: the server derives its type from the names of
     * the files in the index.
     */
    static boolean mayBringSome(InstanceSpec spec, HostSpec host, Abilities abilities) {
        ImageSource image = spec.image();
        if (image == null || !abilities.hasOciImages() || spec.typeOrDefault() != InstanceType.CONTAINER) {
            return false;
        }
        ImageServer server =
                image.remote() == null ? null : host.imageServersOrDefault().get(image.remote());
        return server == null || server.protocolOrDefault() != ImageProtocol.SIMPLESTREAMS;
    }

    /** Whether the instance's image may have brought this key. */
    static boolean brought(String key, Instance instance) {
        return (key.startsWith(ENVIRONMENT) || key.startsWith(OCI))
                && (instance.config().containsKey(OCI_CONTAINER)
                        || "oci".equals(instance.config().get(IMAGE_TYPE)));
    }
}
