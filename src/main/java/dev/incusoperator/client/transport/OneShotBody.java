package dev.incusoperator.client.transport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body that the HTTP library must not send a second time of its own accord. */
final class OneShotBody extends RequestBody {
    private static final Set<String> NEED_A_BODY = Set.of("POST", "PUT", "PATCH");

    private final MediaType type;
    private final byte[] bytes;

    private OneShotBody(String type, byte[] bytes) {
        this.type = MediaType.get(type);
        this.bytes = bytes;
    }

    static @Nullable RequestBody of(ApiRequest request) {
        JsonNode json = request.json();
        if (json != null) {
            return new OneShotBody("application/json", json.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] raw = request.raw();
        if (raw != null) {
            return new OneShotBody("application/octet-stream", raw);
        }
        return NEED_A_BODY.contains(request.method()) ? new OneShotBody("application/json", new byte[0]) : null;
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
