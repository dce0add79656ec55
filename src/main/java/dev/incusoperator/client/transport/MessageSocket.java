package dev.incusoperator.client.transport;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.EnvelopeValidator;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NoAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One websocket, told to a {@link MessageListener} in the client's own words. */
final class MessageSocket extends WebSocketListener {
    private static final int LONGEST_REFUSAL = 64 * 1024;

    private final ApiRequest request;
    private final Target target;
    private final MessageListener listener;
    private final MessageBound bound;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean opened;

    MessageSocket(ApiRequest request, Target target, MessageBound bound, MessageListener listener) {
        this.request = request;
        this.target = target;
        this.bound = bound;
        this.listener = listener;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        opened = true;
        listener.opened();
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        bound.message();
        listener.message(text);
    }

    @Override
    public void onMessage(WebSocket socket, ByteString bytes) {
        bound.message();
        listener.message(bytes.utf8());
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        socket.cancel();
        broken(new NoAnswer(request + " at " + target + ": the server closed the stream", null));
    }

    @Override
    public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
        if (response != null && !opened) {
            broken(refused(response));
        } else if (failure instanceof MessageBound.Exceeded) {
            broken(new MalformedAnswer(
                    request + " at " + target + ": the stream brought " + failure.getMessage(), failure));
        } else if (failure instanceof IOException io) {
            broken(Failures.of(io, opened, request.toString(), target));
        } else {
            broken(new NoAnswer(request + " at " + target + ": the stream broke", failure));
        }
    }

    private void broken(IncusException reason) {
        if (over.compareAndSet(false, true)) {
            listener.broken(reason);
        }
    }

    private IncusException refused(Response response) {
        try {
            byte[] body = response.peekBody(LONGEST_REFUSAL).bytes();
            new EnvelopeValidator()
                    .validate(
                            request,
                            new ApiResponse(
                                    request, target.toString(), response.code(), Map.of(), body, Json.parse(body)));
        } catch (IncusException e) {
            return e;
        } catch (IOException | IllegalStateException e) {
            return refused(response.code());
        }
        return refused(response.code());
    }

    private IncusException refused(int code) {
        String text = "the server did not open the stream (HTTP " + code + ")";
        return new ApiError(code, text, request + " at " + target + ": " + text);
    }
}
