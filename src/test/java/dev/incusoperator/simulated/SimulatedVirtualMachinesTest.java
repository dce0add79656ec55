package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Latency.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.SIMULATED)
class SimulatedVirtualMachinesTest {
    private final ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimulatedHost host = SimulatedHost.builder()
            .time(time)
            .latency(Latency.none().with(Kind.AGENT, Duration.ofSeconds(15)))
            .image(SimulatedImage.virtualMachine("debian"))
            .start();
    private final Driver driver = new Driver(host);

    @BeforeEach
    void run() {
        ApiResponse created = driver.finished(driver.create(
                "vm", Map.of("type", "virtual-machine", "source", Map.of("type", "image", "alias", "debian"))));
        assertThat(created.text()).contains("\"status_code\":200");
        await().until(() -> host.instance("vm").orElseThrow().running());
    }

    @AfterEach
    void close() {
        driver.close();
        host.close();
    }

    @Test
    void a_command_needs_the_agent_which_comes_late() {
        ApiResponse early = driver.finished(driver.exec("vm", Map.of(), "true"));
        assertThat(early.text()).contains("VM agent isn't currently running");

        time.advance(Duration.ofSeconds(15));

        ApiResponse late = driver.exec("vm", Map.of(), "true");
        assertThat(driver.finished(late).json().at("/metadata/metadata/return").asInt(-1))
                .isZero();
    }

    @Test
    void a_guest_that_does_not_listen_has_to_be_forced() {
        host.admin().ignoresShutdown("default", "vm");
        ApiResponse asked = driver.state("vm", "stop", false, 30);
        await().until(() -> host.runningOperations() == 1);

        await().untilAsserted(() -> {
            time.advance(Duration.ofSeconds(30));
            assertThat(host.runningOperations()).isZero();
        });
        assertThat(asked.httpStatus()).isEqualTo(202);
        assertThat(host.instance("vm").orElseThrow().running()).isTrue();

        driver.finished(driver.state("vm", "stop", true, 0));
        assertThat(host.instance("vm").orElseThrow().status()).isEqualTo("Stopped");
    }

    @Test
    void some_keys_do_not_change_while_it_runs() {
        ApiResponse answer = driver.raw(
                ApiRequest.patch("instances", "vm").json(Map.of("config", Map.of("security.secureboot", "false"))));

        assertThat(answer.text()).contains("cannot be updated when VM is running");
    }

    @Test
    void an_image_of_the_other_type_is_refused() {
        ApiResponse answer = driver.finished(driver.create("other", Map.of("type", "virtual-machine")));

        assertThat(answer.text()).contains("doesn't match instance type");
    }

    @Test
    void a_forced_stop_ends_a_graceful_one_that_waits_in_vain() {
        host.admin().ignoresShutdown("default", "vm");
        ApiResponse graceful = driver.state("vm", "stop", false, 600);
        await().until(() -> host.runningOperations() == 1);

        ApiResponse forced = driver.finished(driver.state("vm", "stop", true, 0));

        assertThat(forced.json().at("/metadata/status").asText()).isEqualTo("Success");
        assertThat(driver.finished(graceful).json().at("/metadata/status").asText())
                .isEqualTo("Success");
        assertThat(host.instance("vm").orElseThrow().status()).isEqualTo("Stopped");
    }
}
