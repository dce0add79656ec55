package dev.incusoperator.instance;

/**
 * A value as it is stored now.
 *
 * @param version UID and resourceVersion of the object that it is in: another one where the value may be another one
 */
public record StoredValue(byte[] bytes, String version) {
    /** Without the value. */
    @Override
    public String toString() {
        return "StoredValue[" + bytes.length + " bytes, " + version + "]";
    }
}
