package dev.incusoperator.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The bytes of one message, or a piece of what is not understood. */
record Parcel(byte[] head, byte[] body) {
    private static final int GARBLED_EVERY = 7;

    /** Whether more may follow on the same connection. */
    boolean pass(OutputStream out, Passing how) throws IOException {
        switch (how) {
            case NOT -> {
                return false;
            }
            case LOST -> {
                return true;
            }
            case HALF -> {
                byte[] whole = all(body);
                write(out, Arrays.copyOf(whole, whole.length / 2));
                return false;
            }
            case GARBLED -> write(out, all(garbled()));
            case TWICE -> {
                write(out, all(body));
                write(out, all(body));
            }
            default -> write(out, all(body));
        }
        return true;
    }

    private byte[] all(byte[] end) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(head.length + end.length);
        all.writeBytes(head);
        all.writeBytes(end);
        return all.toByteArray();
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Its length is the same; the first byte is another, so that it is no longer what it was, JSON say. */
    private byte[] garbled() {
        byte[] other = body.clone();
        for (int i = 0; i < other.length; i += GARBLED_EVERY) {
            other[i] ^= 0x55;
        }
        return other;
    }
}
