package dev.incusoperator.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of a real virtual machine: that it starts, and that its agent runs a command. */
@Feature(Feature.Column.API)
@Tag(Servers.VM)
class VirtualMachineTest {
    private IncusClient client;
    private Fixture fixture;
    private RealServer server;

    @BeforeEach
    void connect() {
        server = RealServer.orSkip(DevServer.VM, By.HTTPS);
        client = server.client();
        fixture = new Fixture(client);
    }

    @AfterEach
    void leave_nothing_behind() {
        if (client != null) {
            fixture.removeAll();
            client.close();
        }
    }

    @Test
    void a_virtual_machine_starts_and_its_agent_runs_a_command_with_output() {
        InstanceRef ref = fixture.name();
        client.pollApi(client.instances().create(ref.project(), null, definition(ref)), Fixture.PATIENCE);
        client.pollApi(
                client.instances().changeState(ref, new StateChange(Action.START, false, Duration.ofSeconds(20))),
                Fixture.PATIENCE);

        await().atMost(Duration.ofMinutes(3)).until(() -> agentAnswers(ref));
        Operation ended = client.pollApi(
                        client.instances()
                                .exec(
                                        ref,
                                        new ExecCommand(
                                                List.of("sh", "-c", "echo inside; exit 3"),
                                                Map.of(),
                                                null,
                                                null,
                                                null,
                                                true)),
                        Fixture.PATIENCE)
                .operation()
                .orElseThrow();

        assertThat(ended.returnCode()).contains(3);
        assertThat(new String(
                        client.instances()
                                .logTail(ref.project(), ended.outputPath(1).orElseThrow(), 100)
                                .orElseThrow()
                                .bytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("inside\n");
    }

    private boolean agentAnswers(InstanceRef ref) {
        InstanceState state =
                client.instances().get(ref, true).orElseThrow().value().state();
        return state != null && state.agentAnswers();
    }

    private ObjectNode definition(InstanceRef ref) {
        ObjectNode definition = fixture.definition(ref).put("type", "virtual-machine");
        definition.withObject("/source").put("alias", server.variable("IMAGE"));
        definition
                .withObject("/config")
                .put("security.secureboot", "false")
                .put("limits.memory", server.variable("MEMORY"))
                .put("limits.cpu", "1");
        return definition;
    }
}
