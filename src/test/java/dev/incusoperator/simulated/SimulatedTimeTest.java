package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Latency.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.SIMULATED)
class SimulatedTimeTest {
    private final ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimulatedHost host = SimulatedHost.builder()
            .time(time)
            .latency(Latency.none()
                    .with(Kind.CREATE, Duration.ofSeconds(4))
                    .with(Kind.START, Duration.ofSeconds(2))
                    .with(Kind.ADDRESS, Duration.ofSeconds(3)))
            .progressMessages(1)
            .start();
    private final Driver driver = new Driver(host);

    @AfterEach
    void close() {
        driver.close();
        host.close();
    }

    private String status(ApiResponse begun) {
        return driver.operation(begun).json().at("/metadata/status").asText();
    }

    private void instanceIsThere() {
        await().until(() -> host.instance("a").isPresent());
    }

    @Test
    void an_operation_takes_the_time_that_it_was_given() {
        ApiResponse begun = driver.create("a", Map.of());
        instanceIsThere();
        assertThat(host.instance("a").orElseThrow().status()).isEqualTo("Stopped");

        time.advance(Duration.ofMillis(5_999));
        assertThat(status(begun)).isEqualTo("Running");
        assertThat(host.instance("a").orElseThrow().running()).isFalse();

        time.advance(Duration.ofMillis(1));
        assertThat(status(begun)).isEqualTo("Success");
        assertThat(host.instance("a").orElseThrow().running()).isTrue();
    }

    @Test
    void progress_is_told_on_the_way() {
        ApiResponse begun = driver.create("a", Map.of());
        instanceIsThere();

        time.advance(Duration.ofSeconds(3));

        assertThat(driver.operation(begun)
                        .json()
                        .at("/metadata/metadata/progress/stage")
                        .asText())
                .isEqualTo("create_instance_from_image_unpack");
    }

    @Test
    void an_operation_is_forgotten_five_seconds_after_its_end() {
        ApiResponse begun = driver.create("a", Map.of());
        instanceIsThere();
        time.advance(Duration.ofSeconds(6));

        time.advance(Duration.ofMillis(4_999));
        assertThat(driver.operation(begun).httpStatus()).isEqualTo(200);
        time.advance(Duration.ofMillis(1));
        assertThat(driver.operation(begun).httpStatus()).isEqualTo(404);
    }

    @Test
    void the_network_gives_an_address_a_while_after_the_start() {
        driver.create("a", Map.of());
        instanceIsThere();
        time.advance(Duration.ofSeconds(6));
        assertThat(addresses()).doesNotContain("\"inet\",\"address\":\"10.");

        time.advance(Duration.ofSeconds(3));

        assertThat(addresses()).contains("\"inet\",\"address\":\"10.");
    }

    private String addresses() {
        return driver.get("a", "state").json().at("/metadata/network/eth0").toString();
    }

    @Test
    void an_instance_that_an_operation_holds_refuses_another() {
        driver.create("a", Map.of());
        instanceIsThere();

        ApiResponse start = driver.finished(driver.state("a", "start", false, 0));
        ApiResponse delete = driver.finished(driver.delete("a"));

        assertThat(start.text()).contains("Instance is busy running a \\\"create\\\" operation");
        assertThat(delete.text()).contains("Instance is busy running a \\\"create\\\" operation");
        assertThat(host.instance("a")).isPresent();
    }

    @Test
    void a_start_that_is_asked_for_twice_ends_twice() {
        driver.create("a", Map.of("start", false));
        instanceIsThere();
        time.advance(Duration.ofSeconds(4));
        ApiResponse first = driver.state("a", "start", false, 0);
        ApiResponse second = driver.state("a", "start", false, 0);
        await().until(() -> host.runningOperations() == 2);

        await().untilAsserted(() -> {
            time.advance(Duration.ofSeconds(2));
            assertThat(host.runningOperations()).isZero();
        });

        assertThat(host.instance("a").orElseThrow().starts()).isEqualTo(1);
        assertThat(first.httpStatus()).isEqualTo(202);
        assertThat(second.httpStatus()).isEqualTo(202);
    }
}
