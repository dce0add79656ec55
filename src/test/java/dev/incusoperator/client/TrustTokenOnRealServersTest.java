package dev.incusoperator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException.TokenRefused;
import dev.incusoperator.client.IncusException.TokenRefused.Reason;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.transport.Fingerprint;
import dev.incusoperator.report.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Enrolment by token, on both products. */
class TrustTokenOnRealServersTest {
    private static final String NAME = "enrolment-test";

    private RealServer server;
    private IncusClient admin;

    private void on(Product product, TestReporter reporter) {
        server = RealServer.orSkip(product, By.HTTPS);
        admin = RealServer.orSkip(product, By.SOCKET).client();
        Servers.ranOn(reporter, product + " " + server.variable("VERSION"));
    }

    @AfterEach
    void forget_who_was_enrolled() {
        if (admin == null) {
            return;
        }
        admin.request(ApiRequest.get("certificates").query("recursion", "1"))
                .metadata()
                .forEach(certificate -> {
                    if (certificate.path("name").asText().equals(NAME)) {
                        admin.request(ApiRequest.delete(
                                "certificates", certificate.path("fingerprint").asText()));
                    }
                });
        admin.close();
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_token_makes_a_new_client_trusted_and_is_not_needed_again(Product product, TestReporter reporter) {
        on(product, reporter);
        TrustToken token = TrustToken.parse(token());
        GeneratedIdentity mine = GeneratedIdentity.create(NAME);
        try (IncusClient client = client(mine, token.fingerprint())) {
            assertThat(client.server().get().trusted()).isFalse();

            client.redeem(token);

            assertThat(client.server().get().trusted()).isTrue();
            assertThat(client.instances().list("default")).isNotNull();
            client.redeem(token);
        }
        Authentication kept = Authentication.ofPem(
                mine.certificatePem(), mine.keyPem(), new Verification.PinnedFingerprint(token.fingerprint()));
        try (IncusClient later = IncusClient.builder()
                .target(server.variable("URL"))
                .authentication(kept)
                .build()) {
            assertThat(later.server().get().trusted()).isTrue();
        }
        assertThat(admin.request(ApiRequest.get(
                                "certificates",
                                Fingerprint.of(mine.identity().chain().get(0))))
                        .metadata()
                        .path("name")
                        .asText())
                .isEqualTo(NAME);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_used_token_is_refused(Product product, TestReporter reporter) {
        on(product, reporter);
        TrustToken token = TrustToken.parse(token());
        try (IncusClient first = client(GeneratedIdentity.create(NAME), token.fingerprint())) {
            first.redeem(token);
        }

        refused(token, Reason.USED_OR_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_token_that_the_server_never_gave_is_refused(Product product, TestReporter reporter) {
        on(product, reporter);
        String real = new String(Base64.getDecoder().decode(token()), StandardCharsets.UTF_8);
        String forged = real.replaceFirst("\"secret\":\"......", "\"secret\":\"000000");

        refused(
                TrustToken.parse(Base64.getEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8))),
                Reason.USED_OR_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void an_expired_token_is_refused_as_such(Product product, TestReporter reporter) {
        on(product, reporter);
        tokensExpireAfter("1S");
        try {
            TrustToken token = TrustToken.parse(token());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> java.time.Instant.now()
                            .isAfter(token.expiresAt().orElseThrow().plusMillis(200)));

            refused(token, Reason.EXPIRED);
        } finally {
            tokensExpireAfter("");
        }
    }

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_token_of_another_server_is_not_given_away(Product product, TestReporter reporter) {
        on(product, reporter);
        String real = new String(Base64.getDecoder().decode(token()), StandardCharsets.UTF_8);
        String other = real.replace(server.variable("SERVER_FINGERPRINT"), "ab".repeat(32));
        TrustToken token = TrustToken.parse(Base64.getEncoder().encodeToString(other.getBytes(StandardCharsets.UTF_8)));

        refused(token, Reason.OTHER_SERVER);
    }

    private void refused(TrustToken token, Reason reason) {
        try (IncusClient second = client(GeneratedIdentity.create(NAME), server.variable("SERVER_FINGERPRINT"))) {
            assertThatThrownBy(() -> second.redeem(token))
                    .isInstanceOfSatisfying(
                            TokenRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
            assertThat(second.server().get().trusted()).isFalse();
        }
    }

    private IncusClient client(GeneratedIdentity identity, String fingerprint) {
        return IncusClient.builder()
                .target(server.variable("URL"))
                .authentication(
                        new Authentication(identity.identity(), new Verification.PinnedFingerprint(fingerprint)))
                .build();
    }

    private void tokensExpireAfter(String time) {
        admin.request(ApiRequest.patch("").json(Map.of("config", Map.of("core.remote_token_expiry", time))));
    }

    /** As {@code config trust add} puts it together. */
    private String token() {
        Operation operation = admin.request(ApiRequest.post("certificates")
                        .json(Map.of(
                                "name",
                                NAME,
                                "type",
                                "client",
                                "token",
                                true,
                                "restricted",
                                true,
                                "projects",
                                List.of("default"))))
                .operation()
                .orElseThrow();
        JsonNode told = operation.metadata();
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("client_name", NAME)
                .put("fingerprint", told.path("fingerprint").asText())
                .put("secret", told.path("secret").asText())
                .put("expires_at", told.path("expiresAt").asText("0001-01-01T00:00:00Z"))
                .set("addresses", told.path("addresses"))
                .toString();
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
