package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification.PinnedCertificate;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Servers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag(Servers.SIMULATED)
class SimulatedTrustTest {
    private SimulatedHost host = SimulatedHost.builder().start();

    @AfterEach
    void close() {
        host.close();
    }

    private IncusClient client(TestIdentity identity) {
        return IncusClient.builder()
                .target(host.url())
                .authentication(
                        new Authentication(identity.asClient(), new PinnedCertificate(host.serverCertificate())))
                .build();
    }

    @ParameterizedTest
    @CsvSource({"INCUS,trust_token", "LXD,password"})
    void a_token_makes_one_client_trusted_once(Product product, String field) {
        close();
        host = SimulatedHost.builder().product(product).start();
        String token = host.trustToken("newcomer");
        ApiRequest enrolment = ApiRequest.post("certificates").json(Map.of("type", "client", field, token));

        try (IncusClient first = client(TestIdentity.client("first"));
                IncusClient second = client(TestIdentity.client("second"))) {
            assertThat(first.server().get().trusted()).isFalse();
            first.request(enrolment);
            assertThat(first.server().get().trusted()).isTrue();

            assertThatThrownBy(() -> second.request(enrolment)).isInstanceOf(IncusException.NotTrusted.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"INCUS", "LXD"})
    void trust_is_taken_away(Product product) {
        close();
        host = SimulatedHost.builder().product(product).start();
        TestIdentity identity = host.trust("client");
        try (IncusClient client = client(identity)) {
            assertThat(client.instances().list("default")).isEmpty();

            host.distrust(identity);

            assertThatThrownBy(() -> client.instances().list("default")).isInstanceOf(IncusException.NotTrusted.class);
        }
    }
}
