package dev.incusoperator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException.TokenRefused;
import dev.incusoperator.client.IncusException.TokenRefused.Reason;
import dev.incusoperator.client.contract.DevServer;
import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.support.ServerTokens;
import dev.incusoperator.client.transport.Fingerprint;
import dev.incusoperator.report.Servers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Enrolment by token, on all that there are. */
class TrustTokenOnRealServersTest {
    private static final String NAME = "enrolment-test";

    private RealServer server;
    private ServerTokens tokens;

    private void on(DevServer which, TestReporter reporter) {
        server = RealServer.orSkip(which, By.HTTPS);
        tokens = new ServerTokens(RealServer.orSkip(which, By.SOCKET).client());
        Servers.ranOn(reporter, server.title());
    }

    @AfterEach
    void forget_who_was_enrolled() {
        if (tokens != null) {
            tokens.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_token_makes_a_new_client_trusted_and_is_not_needed_again(DevServer which, TestReporter reporter) {
        on(which, reporter);
        TrustToken token = TrustToken.parse(tokens.make(NAME));
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
        assertThat(tokens.nameOf(Fingerprint.of(mine.identity().chain().get(0))))
                .isEqualTo(NAME);
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_used_token_is_refused(DevServer which, TestReporter reporter) {
        on(which, reporter);
        TrustToken token = TrustToken.parse(tokens.make(NAME));
        try (IncusClient first = client(GeneratedIdentity.create(NAME), token.fingerprint())) {
            first.redeem(token);
        }

        refused(token, Reason.USED_OR_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_token_that_the_server_never_gave_is_refused(DevServer which, TestReporter reporter) {
        on(which, reporter);
        String forged = ServerTokens.forged(tokens.make(NAME), "\"secret\":\"......", "\"secret\":\"000000");

        refused(TrustToken.parse(forged), Reason.USED_OR_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void an_expired_token_is_refused_as_such(DevServer which, TestReporter reporter) {
        on(which, reporter);
        tokens.expireAfter("1S");
        try {
            TrustToken token = TrustToken.parse(tokens.make(NAME));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Instant.now()
                            .isAfter(token.expiresAt().orElseThrow().plusMillis(200)));

            refused(token, Reason.EXPIRED);
        } finally {
            tokens.expireAfter("");
        }
    }

    @ParameterizedTest
    @EnumSource(value = DevServer.class, mode = Mode.EXCLUDE, names = "VM")
    void a_token_of_another_server_is_not_given_away(DevServer which, TestReporter reporter) {
        on(which, reporter);
        String other = ServerTokens.forged(tokens.make(NAME), server.variable("SERVER_FINGERPRINT"), "ab".repeat(32));

        refused(TrustToken.parse(other), Reason.OTHER_SERVER);
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
}
