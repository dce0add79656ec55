package dev.incusoperator.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which client certificates the host trusts, and {@code /1.0/certificates}. Guarded by the host's lock. */
final class Trust {
    private record Entry(String name, String fingerprint, String pem, boolean restricted, Set<String> projects) {}

    private record Token(String operation, String name, boolean restricted, Set<String> projects) {}

    private final Map<String, Entry> trusted = new LinkedHashMap<>();
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final Dialect dialect;
    private final Operations operations;
    private List<String> addresses = List.of();
    private TestIdentity server;

    Trust(Dialect dialect, Operations operations, TestIdentity server) {
        this.dialect = dialect;
        this.operations = operations;
        this.server = server;
    }

    TestIdentity serverCertificate() {
        return server;
    }

    void serverCertificate(TestIdentity other) {
        this.server = other;
    }

    List<String> addresses() {
        return addresses;
    }

    void addresses(List<String> other) {
        this.addresses = List.copyOf(other);
    }

    void add(String name, X509Certificate certificate, boolean restricted, Set<String> projects) {
        String fingerprint = TestIdentity.fingerprint(certificate);
        trusted.put(
                fingerprint,
                new Entry(name, fingerprint, TestIdentity.pem(certificate), restricted, Set.copyOf(projects)));
    }

    void remove(String fingerprint) {
        trusted.remove(fingerprint);
    }

    Caller caller(Optional<X509Certificate> certificate, String address) {
        String fingerprint = certificate.map(TestIdentity::fingerprint).orElse("");
        Entry entry = trusted.get(fingerprint);
        return entry == null || certificate.isEmpty()
                ? Caller.stranger(fingerprint, address, certificate)
                : Caller.known(fingerprint, address, entry.restricted(), entry.projects(), certificate.get());
    }

    void register(Router router) {
        router.on("GET", "/1.0/certificates", this::list);
        router.on("POST", "/1.0/certificates", this::post);
        router.on("GET", "/1.0/certificates/{fingerprint}", this::get);
        router.on("DELETE", "/1.0/certificates/{fingerprint}", this::delete);
    }

    private Answer list(Call call) {
        ArrayNode listed = Json.array();
        for (Entry entry : trusted.values()) {
            if (call.recursion() > 0) {
                listed.add(json(entry));
            } else {
                listed.add("/1.0/certificates/" + entry.fingerprint());
            }
        }
        return Answer.sync(listed);
    }

    private ObjectNode json(Entry entry) {
        ObjectNode json =
                Json.object().put("name", entry.name()).put("type", "client").put("restricted", entry.restricted());
        json.set("projects", Json.texts(entry.projects()));
        json.put("certificate", entry.pem());
        if (dialect.product() == Product.INCUS) {
            json.put("description", "");
        }
        return json.put("fingerprint", entry.fingerprint());
    }

    private Answer get(Call call) {
        Entry entry = trusted.get(call.value("fingerprint"));
        if (entry == null) {
            throw new Refusal(404, "Certificate not found");
        }
        return Answer.sync(json(entry));
    }

    private Answer delete(Call call) {
        if (trusted.remove(call.value("fingerprint")) == null) {
            throw new Refusal(404, "Certificate not found");
        }
        return Answer.done();
    }

    /** {@code POST /1.0/certificates}: a token is asked for, or used by one who is not trusted yet. */
    private Answer post(Call call) {
        ObjectNode body = Json.parse(call.body());
        if (call.caller().trusted()
                && !call.caller().restricted()
                && body.path("token").asBoolean()) {
            return token(body);
        }
        if (call.caller().restricted() && call.caller().trusted()) {
            throw new Refusal(403, "not authorized");
        }
        if (call.caller().trusted()) {
            throw new Refusal(400, "Client is already trusted");
        }
        Token token = Optional.ofNullable(tokens.remove(secret(Json.text(body, dialect.tokenField()))))
                .orElseThrow(() -> new Refusal(403, "not authorized"));
        X509Certificate client =
                call.caller().certificate().orElseThrow(() -> new Refusal(400, "No client certificate provided"));
        operations.find(token.operation()).ifPresent(operations::cancel);
        add(token.name(), client, token.restricted(), token.projects());
        return Answer.created("/1.0/certificates/" + TestIdentity.fingerprint(client));
    }

    private Answer token(ObjectNode body) {
        String secret = InstanceRendering.hash(UUID.randomUUID().toString());
        Set<String> projects = new LinkedHashSet<>();
        body.path("projects").forEach(project -> projects.add(project.asText()));
        boolean restricted = body.path("restricted").asBoolean();
        ObjectNode metadata = Json.object();
        metadata.set("addresses", Json.texts(addresses));
        metadata.put("fingerprint", server.fingerprint());
        ObjectNode request = metadata.putObject("request")
                .put("name", Json.text(body, "name"))
                .put("type", "client")
                .put("restricted", restricted);
        request.set("projects", Json.texts(projects));
        request.put("certificate", "");
        boolean incus = dialect.product() == Product.INCUS;
        if (incus) {
            request.put("description", "");
        }
        request.put(dialect.tokenField(), "").put("token", true);
        metadata.put("secret", secret);
        SimulatedOperation operation = operations.token("default", incus ? Map.of() : null, metadata);
        tokens.put(secret, new Token(operation.id(), Json.text(body, "name"), restricted, projects));
        return Answer.async(operation);
    }

    /** What people paste: base64 of a JSON object. Empty where it is not such a thing. */
    private static String secret(String token) {
        try {
            JsonNode decoded =
                    new ObjectMapper().readTree(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
            return Json.text(decoded, "secret");
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return "";
        }
    }

    /** The token that an administrator would hand over. */
    String newToken(String name, boolean restricted, List<String> projects) {
        ObjectNode body = Json.object().put("name", name).put("restricted", restricted);
        body.set("projects", Json.texts(projects));
        token(body);
        String secret = new ArrayList<>(tokens.keySet()).get(tokens.size() - 1);
        ObjectNode token = Json.object().put("client_name", name).put("fingerprint", server.fingerprint());
        token.set("addresses", Json.texts(addresses));
        token.put("secret", secret).put("expires_at", "0001-01-01T00:00:00Z");
        return Base64.getEncoder().encodeToString(token.toString().getBytes(StandardCharsets.UTF_8));
    }
}
