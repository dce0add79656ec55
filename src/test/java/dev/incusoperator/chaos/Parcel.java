package dev.incusoperator.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The bytes of one message. */
record Parcel(byte[] head, byte[] body) {
    private static final int GARBLED_EVERY = 7;

    /** Whether more may follow on the same connection. */
    boolean write(OutputStream out, Passing how) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head);
        all.write(how == Passing.GARBLED ? garbled() : body);
        byte[] bytes = all.toByteArray();
        out.write(how == Passing.HALF ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        out.flush();
        return how != Passing.HALF;
    }

    /** Its length is the same. */
    private byte[] garbled() {
        byte[] other = body.clone();
        for (int i = GARBLED_EVERY; i < other.length; i += GARBLED_EVERY) {
            other[i] ^= 0x55;
        }
        return other;
    }
}
