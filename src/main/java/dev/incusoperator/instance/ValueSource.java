package dev.incusoperator.instance;

import dev.incusoperator.instance.ValueRef.Kind;
import java.nio.charset.StandardCharsets;

/** Reads the one value that a reference names, when it is needed; nothing is listed, watched or kept. */
public interface ValueSource {
    /**
     * One {@code get} of the object.
     *
     * @throws MissingValueException where the object or its key is not there, or may not be read
     */
    StoredValue read(String namespace, ValueRef ref);

    /** The same as text. */
    default String secret(String namespace, String name, String key) {
        return text(namespace, new ValueRef(Kind.SECRET, name, key));
    }

    /** The same as text. */
    default String configMap(String namespace, String name, String key) {
        return text(namespace, new ValueRef(Kind.CONFIG_MAP, name, key));
    }

    private String text(String namespace, ValueRef ref) {
        return new String(read(namespace, ref).bytes(), StandardCharsets.UTF_8);
    }
}
