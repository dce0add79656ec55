package dev.incusoperator.client.model;

/**
 * A regular file in an instance.
 *
 * @param mode permission bits, such as {@code 0644}
 */
public record FileContent(byte[] bytes, long uid, long gid, int mode) {
    @Override
    public String toString() {
        return "FileContent[" + bytes.length + " bytes, " + uid + ":" + gid + ", " + Integer.toOctalString(mode) + "]";
    }
}
