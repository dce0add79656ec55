package dev.incusoperator.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds the borders of HTTP/1.1 messages in a stream of bytes, which it leaves as they are. */
final class Messages {
    private static final int LARGEST_HEAD = 64 * 1024;

    private final InputStream in;

    Messages(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next; empty at the end of the stream. */
    Optional<Head> head() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int line = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            read.write(next);
            if (next == '\n') {
                if (line == 0) {
                    return Optional.of(Head.of(read.toByteArray()));
                }
                line = 0;
            } else if (next != '\r') {
                line++;
            }
            if (read.size() > LARGEST_HEAD) {
                throw new IOException("that is no HTTP");
            }
        }
    }

    /** The body of a request: none where nothing tells of one. */
    byte[] bodyOfRequest(Head head) throws IOException {
        return head.isChunked() ? chunks() : in.readNBytes(Math.max(0, head.length()));
    }

    /** The body of an answer that has an end: the stream's where nothing tells of another. */
    byte[] bodyOfAnswer(Head head, boolean asksForHead) throws IOException {
        if (asksForHead || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.isChunked()) {
            return chunks();
        }
        return head.length() < 0 ? in.readAllBytes() : in.readNBytes(head.length());
    }

    /** With the sizes between them, and what follows the last. */
    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            byte[] line = line();
            all.write(line);
            String told = new String(line, StandardCharsets.ISO_8859_1).strip();
            size = Integer.parseInt(told.split(";", 2)[0].strip(), 16);
            all.write(in.readNBytes(size));
            if (size > 0) {
                all.write(line());
            }
        } while (size > 0);
        byte[] trailer;
        do {
            trailer = line();
            all.write(trailer);
        } while (trailer.length > 2);
        return all.toByteArray();
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        do {
            next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        } while (next != '\n');
        return line.toByteArray();
    }

    /** What is left, as it comes, to its end. */
    void passRest(OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }
}
