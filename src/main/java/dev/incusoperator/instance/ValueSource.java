package dev.incusoperator.instance;

/** Reads the one value that a reference names, when it is needed; nothing is listed, watched or kept. */
public interface ValueSource {
    /** @throws MissingValueException where the Secret or its key is not there, or may not be read */
    String secret(String namespace, String name, String key);

    /** @throws MissingValueException where the ConfigMap or its key is not there, or may not be read */
    String configMap(String namespace, String name, String key);
}
