package dev.incusoperator.client.transport;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Sink;
import okio.Socket;
import okio.Source;

/**
 * Keeps a websocket's messages within bounds, which the HTTP library does not: it collects a message in memory however long
 * it is, in however many frames, and inflates one that is compressed. So compression is not agreed to, and a stream that
 * brings more bytes than a message may have, without one being complete, ends.
 */
final class MessageBound {
    /** What an event tells of one thing has a few kilobytes; a command's, whose environment is in it, rarely more. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private final AtomicLong sinceMessage = new AtomicLong();

    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1L;

        Exceeded() {
            super("a message of more than " + MOST_BYTES + " bytes");
        }
    }

    /** A message is complete. */
    void message() {
        sinceMessage.set(0);
    }

    static Request.Builder attach(Request.Builder request, MessageBound bound) {
        return request.tag(MessageBound.class, bound);
    }

    static Response intercept(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        Response response =
                chain.proceed(request.newBuilder().removeHeader(EXTENSIONS).build());
        MessageBound bound = request.tag(MessageBound.class);
        Socket socket = response.socket();
        return bound == null || socket == null
                ? response
                : response.newBuilder()
                        .removeHeader(EXTENSIONS)
                        .socket(bound.around(socket))
                        .build();
    }

    private Socket around(Socket socket) {
        Source counted = new ForwardingSource(socket.getSource()) {
            @Override
            public long read(Buffer sink, long most) throws IOException {
                long read = super.read(sink, most);
                if (sinceMessage.addAndGet(Math.max(0, read)) > MOST_BYTES) {
                    throw new Exceeded();
                }
                return read;
            }
        };
        return new Socket() {
            @Override
            public Source getSource() {
                return counted;
            }

            @Override
            public Sink getSink() {
                return socket.getSink();
            }

            @Override
            public void cancel() {
                socket.cancel();
            }
        };
    }
}
