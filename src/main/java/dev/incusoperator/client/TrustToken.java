package dev.incusoperator.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.IncusException.InvalidCredentials;
import dev.incusoperator.client.transport.Fingerprint;
import dev.incusoperator.client.transport.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code incus config trust add NAME} prints: by it a server trusts, once, a client that it does not know.
 *
 * @param clientName the name under which the server will keep the client's certificate
 * @param fingerprint the SHA-256 of that server's certificate
 * @param addresses where the server says that it listens, {@code host:port}
 * @param expiry after which the server does not take it; null for never
 * @param text the token as it was pasted: a secret until it is redeemed
 * @see <a href="https://linuxcontainers.org/incus/docs/main/authentication/#adding-trusted-certificates-to-the-server">Adding
 *     trusted certificates to the server</a>
 */
public record TrustToken(
        String clientName,
        String fingerprint,
        List<String> addresses,
        @Nullable Instant expiry,
        String text) {
    private static final String PART = "trust token";

    /** @throws InvalidCredentials where it is not such a token; says how, without showing it */
    public static TrustToken parse(String text) {
        String plain = text.strip();
        JsonNode json = json(plain);
        if (json.path("secret").asText("").isEmpty()) {
            throw wrong("it holds no secret");
        }
        String fingerprint;
        try {
            fingerprint = Fingerprint.normalise(json.path("fingerprint").asText(""));
        } catch (IllegalArgumentException e) {
            throw wrong("it does not say which server it is for");
        }
        List<String> addresses = new ArrayList<>();
        json.path("addresses").forEach(address -> addresses.add(address.asText("")));
        return new TrustToken(
                json.path("client_name").asText(""),
                fingerprint,
                List.copyOf(addresses),
                expiry(json.path("expires_at").asText("")),
                plain);
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | IOException e) {
            throw wrong("it is not what `incus config trust add` prints (base64 of JSON); paste all of it");
        }
    }

    /** Go's zero time, in the year 1, stands for never. */
    private static @Nullable Instant expiry(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() <= 1 ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static InvalidCredentials wrong(String what) {
        return new InvalidCredentials(PART, PART + ": " + what);
    }

    /** When it expires; empty for never. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiry);
    }

    /** Everything but the secret. */
    @Override
    public String toString() {
        return "TrustToken[" + clientName + " for " + fingerprint + "]";
    }
}
