package dev.incusoperator.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.Image;
import java.util.List;
import java.util.Optional;

/**
 * Calls about the images in the server's own store. Each throws what {@link IncusClient#request} throws.
 *
 * @see <a href="https://linuxcontainers.org/incus/docs/main/api/#/images">the API's page on images</a>
 */
public interface ImageCalls {
    /** Every image that a project sees. */
    List<Image> list(String project);

    /** One image, by its fingerprint or the beginning of it; empty where there is none. */
    Optional<Image> get(String project, String fingerprint);

    /** The image that an alias means; empty where there is no such alias. */
    Optional<Image> byAlias(String project, String alias);

    /**
     * Downloads an image into the store: {@code POST /1.0/images}. The finished operation's metadata has its
     * {@code fingerprint}, also where it was there already. Unlike one that was downloaded for an instance, such an image does not expire.
     *
     * @param source as the API takes it: {@code server}, {@code protocol}, {@code alias}, {@code image_type}
     */
    ApiResponse download(String project, ObjectNode source);
}
