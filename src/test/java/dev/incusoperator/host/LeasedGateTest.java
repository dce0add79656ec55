package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.host.HostDeclaration.Access;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LeasedGateTest {
    private final AtomicBoolean held = new AtomicBoolean(true);

    @Test
    void what_would_change_something_is_not_sent_once_the_lease_is_too_old() {
        try (SimulatedHost host = SimulatedHost.builder().start();
                IncusClient client = client(host)) {
            client.request(project("before"));
            held.set(false);

            assertThatThrownBy(() -> client.request(project("after")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("not sent", "lease");
            assertThat(client.request(ApiRequest.get("projects")).metadata())
                    .as("reading goes on")
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("/1.0/projects/default", "/1.0/projects/before");
        }
    }

    private static ApiRequest project(String name) {
        return ApiRequest.post("projects").json(Map.of("name", name));
    }

    private IncusClient client(SimulatedHost host) {
        return new ClientConnector(FixedSettings.defaults(), held::get)
                .open(
                        new Access.Connect(
                                List.of(host.socketPath().toString()), Authentication.none(), false, 1 << 20),
                        RequestGate.open());
    }
}
