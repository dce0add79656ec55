package dev.incusoperator.client.malformed;

import dev.incusoperator.client.support.RawServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The bytes of a server's side of a websocket (RFC 6455). */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int LAST = 0x80;

    /** The answer to a ping, unasked: so a client that pings knows that it is alive, however long the machine takes over the rest. */
    static final byte[] PONG = frame(LAST | 10, new byte[0]);

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Frames() {}

    /** Agrees to what this request asks for. */
    static void open(String head, SocketChannel to, String moreHeaders) throws IOException {
        RawServer.write(
                to,
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(head) + "\r\n" + moreHeaders + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String accept(String head) {
        String key = head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] text(byte[] message) {
        return frame(LAST | TEXT, message);
    }

    static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 0x10000) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** A frame that says that it is so long, and is not. */
    static byte[] lying(int first, long length) {
        return ByteBuffer.allocate(14)
                .put((byte) first)
                .put((byte) 127)
                .putLong(length)
                .put(new byte[] {'{', '}', '[', ']'})
                .array();
    }
}
