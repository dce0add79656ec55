package dev.incusoperator.client.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Trust tokens that a real server gives, put together as {@code config trust add} does; in the end all is forgotten. */
public final class ServerTokens implements AutoCloseable {
    private final IncusClient admin;
    private final List<String> names = new ArrayList<>();

    /** @param admin is closed with this */
    public ServerTokens(IncusClient admin) {
        this.admin = admin;
    }

    /** A token for a client restricted to the project default. */
    public String make(String name) {
        names.add(name);
        JsonNode told = admin.request(ApiRequest.post("certificates")
                        .json(Map.of(
                                "name",
                                name,
                                "type",
                                "client",
                                "token",
                                true,
                                "restricted",
                                true,
                                "projects",
                                List.of("default"))))
                .operation()
                .orElseThrow()
                .metadata();
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("client_name", name)
                .put("fingerprint", told.path("fingerprint").asText())
                .put("secret", told.path("secret").asText())
                .put("expires_at", told.path("expiresAt").asText("0001-01-01T00:00:00Z"))
                .set("addresses", told.path("addresses"))
                .toString();
        return encoded(json);
    }

    /** The token with something in it replaced. */
    public static String forged(String token, String pattern, String replacement) {
        String json = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        String forged = json.replaceFirst(pattern, replacement);
        if (forged.equals(json)) {
            throw new IllegalArgumentException("nothing to replace");
        }
        return encoded(forged);
    }

    private static String encoded(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    public void expireAfter(String time) {
        admin.request(ApiRequest.patch("").json(Map.of("config", Map.of("core.remote_token_expiry", time))));
    }

    /** The name under which the server keeps a certificate. */
    public String nameOf(String fingerprint) {
        return admin.request(ApiRequest.get("certificates", fingerprint))
                .metadata()
                .path("name")
                .asText();
    }

    @Override
    public void close() {
        admin.request(ApiRequest.get("certificates").query("recursion", "1"))
                .metadata()
                .forEach(certificate -> {
                    if (names.contains(certificate.path("name").asText())) {
                        admin.request(ApiRequest.delete(
                                "certificates", certificate.path("fingerprint").asText()));
                    }
                });
        // tokens that nobody redeemed are operations that wait
        admin.operations().list("default").stream()
                .filter(operation -> operation.operationClass().equals("token") && !operation.done())
                .filter(operation -> operation.metadata() != null
                        && names.contains(operation
                                .metadata()
                                .path("request")
                                .path("name")
                                .asText()))
                .forEach(operation -> admin.request(ApiRequest.delete("operations", operation.id())));
        admin.close();
    }
}
