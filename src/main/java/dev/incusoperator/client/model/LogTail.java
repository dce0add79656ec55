package dev.incusoperator.client.model;

/** The end of a log: its last bytes as they are, and how many there are in all. */
public record LogTail(byte[] bytes, long total) {
    /** Whether the log has more than this. */
    public boolean truncated() {
        return bytes.length < total;
    }

    @Override
    public String toString() {
        return "LogTail[" + bytes.length + " of " + total + " bytes]";
    }
}
