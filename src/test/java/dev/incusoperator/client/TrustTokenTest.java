package dev.incusoperator.client;

import static dev.incusoperator.client.support.ScriptedServer.error;
import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException.InvalidCredentials;
import dev.incusoperator.client.IncusException.TokenRefused;
import dev.incusoperator.client.IncusException.TokenRefused.Reason;
import dev.incusoperator.client.support.ScriptedServer;
import dev.incusoperator.client.support.TestCertificate;
import dev.incusoperator.client.transport.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustTokenTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.selfSigned();
    private static final GeneratedIdentity MINE = GeneratedIdentity.create("me");
    private static final String UNTRUSTED_INCUS = "{\"auth\":\"untrusted\",\"api_extensions\":[\"dev_incus_events\"]}";
    private static final String UNTRUSTED_LXD = "{\"auth\":\"untrusted\",\"api_extensions\":[\"etag\"]}";

    private ScriptedServer server;
    private IncusClient client;

    @BeforeEach
    void connect() {
        server = new ScriptedServer(CERTIFICATE)
                .on("GET /1.0", sync(UNTRUSTED_INCUS))
                .on("POST /1.0/certificates", sync("null"));
        client = IncusClient.builder()
                .target(server.url())
                .authentication(new Authentication(MINE.identity(), new Verification.Unverified()))
                .build();
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.close();
    }

    // reading

    @Test
    void a_token_says_which_server_it_is_for() {
        TrustToken token = TrustToken.parse("\n" + token("aa".repeat(32), "\"2026-11-24T06:45:27.18Z\"") + "\n");

        assertThat(token.clientName()).isEqualTo("laptop");
        assertThat(token.fingerprint()).isEqualTo("aa".repeat(32));
        assertThat(token.addresses()).containsExactly("10.1.2.8:8443", "[fd00::1]:8443");
        assertThat(token.expiresAt()).contains(Instant.parse("2026-11-24T06:45:27.180Z"));
        assertThat(token.toString()).doesNotContain("s3cret").doesNotContain(token.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0001-01-01T00:00:00Z\"", "null", "\"soon\""})
    void a_token_without_an_expiry_never_expires(String expiry) {
        assertThat(TrustToken.parse(token("aa".repeat(32), expiry)).expiresAt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not base64!",
                "bm90IEpTT04=",
                "W10=",
                "e30=",
                "eyJzZWNyZXQiOiJ4In0=",
                "eyJmaW5nZXJwcmludCI6ImFhIn0=",
                "eyJjbGllbnRfbmFtZSI6Im"
            })
    void what_is_no_token_is_refused_without_showing_it(String text) {
        assertThatThrownBy(() -> TrustToken.parse(text))
                .isInstanceOfSatisfying(
                        InvalidCredentials.class, e -> assertThat(e.part()).isEqualTo("trust token"))
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text))
                        .isTrue());
    }

    // keys

    @Test
    void a_new_identity_is_an_ec_key_with_a_certificate_of_ten_years() {
        ClientIdentity read = ClientIdentity.ofPem(MINE.certificatePem(), MINE.keyPem());

        assertThat(read).isEqualTo(MINE.identity());
        assertThat(read.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=me");
        assertThat(((ECPublicKey) read.chain().get(0).getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(384);
        Instant end = read.chain().get(0).getNotAfter().toInstant();
        assertThat(end)
                .isBetween(
                        Instant.now().plus(Duration.ofDays(3640)), Instant.now().plus(Duration.ofDays(3660)));
        assertThat(GeneratedIdentity.create("me").keyPem()).isNotEqualTo(MINE.keyPem());
        assertThat(MINE.toString()).doesNotContain("BEGIN");
    }

    // redeeming

    @ParameterizedTest
    @CsvSource({"trust_token, true", "password, false"})
    void each_product_takes_the_token_in_its_own_field(String field, boolean incus) throws Exception {
        server.on("GET /1.0", sync(incus ? UNTRUSTED_INCUS : UNTRUSTED_LXD));
        String token = token(Fingerprint.of(CERTIFICATE.certificate()), "null");

        client.redeem(TrustToken.parse(token));

        server.web().takeRequest(5, TimeUnit.SECONDS);
        RecordedRequest sent = server.web().takeRequest(5, TimeUnit.SECONDS);
        assertThat(sent.getBody().utf8())
                .contains("\"" + field + "\":\"" + token + "\"")
                .contains("\"type\":\"client\"");
        assertThat(sent.getHandshake().peerCertificates())
                .isEqualTo(MINE.identity().chain());
    }

    @Test
    void a_client_that_is_trusted_already_sends_no_token() {
        server.on("GET /1.0", sync("{\"auth\":\"trusted\"}"));

        client.redeem(token());

        assertThat(server.asked("POST")).isEmpty();
    }

    @Test
    void a_client_that_has_become_trusted_meanwhile_is_content() {
        server.on("POST /1.0/certificates", error(400, "Client is already trusted"));

        client.redeem(token());
    }

    @ParameterizedTest
    @CsvSource({
        "403, No matching certificate add operation found, USED_OR_UNKNOWN",
        "403, not authorized, USED_OR_UNKNOWN",
        "500, Failed during search for certificate add token operation: Token has expired, EXPIRED"
    })
    void why_a_token_is_refused_is_told_apart(int code, String text, Reason reason) {
        server.on("POST /1.0/certificates", error(code, text));

        assertThatThrownBy(() -> client.redeem(token()))
                .isInstanceOfSatisfying(TokenRefused.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.retryable()).isFalse();
                })
                .hasMessageContaining("make a new one there")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void a_token_for_another_server_is_not_sent_to_this_one() {
        TrustToken other = TrustToken.parse(token("bb".repeat(32), "null"));

        assertThatThrownBy(() -> client.redeem(other))
                .isInstanceOfSatisfying(
                        TokenRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_SERVER))
                .hasMessageContaining("bb".repeat(32));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_client_without_a_certificate_cannot_redeem() {
        try (IncusClient nobody = IncusClient.builder().target(server.url()).build()) {
            assertThatThrownBy(() -> nobody.redeem(token())).isInstanceOf(InvalidCredentials.class);
        }
    }

    private static TrustToken token() {
        return TrustToken.parse(token(Fingerprint.of(CERTIFICATE.certificate()), "null"));
    }

    private static String token(String fingerprint, String expiry) {
        String json = "{\"client_name\":\"laptop\",\"fingerprint\":\"" + fingerprint
                + "\",\"addresses\":[\"10.1.2.8:8443\",\"[fd00::1]:8443\"],\"secret\":\"s3cret\",\"expires_at\":"
                + expiry + "}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
