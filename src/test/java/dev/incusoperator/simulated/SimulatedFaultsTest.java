package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.report.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.SIMULATED)
class SimulatedFaultsTest {
    private final SimulatedHost host =
            SimulatedHost.builder().members("one", "two").start();
    private final Driver driver = new Driver(host);

    @AfterEach
    void close() {
        driver.close();
        host.close();
    }

    private ApiRequest creation() {
        return ApiRequest.post("instances")
                .json(Map.of("name", "a", "source", Map.of("type", "image", "alias", "busybox")));
    }

    private void send(ApiRequest request) {
        driver.client().request(request);
    }

    @Test
    void a_call_is_refused_as_often_as_was_said_and_not_done() {
        host.faults()
                .times(2, "POST", "/1.0/instances", new Fault.Refused(429, "slow down", Map.of("Retry-After", "3")));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> send(creation()))
                    .isInstanceOfSatisfying(
                            ApiError.class, e -> assertThat(e.code()).isEqualTo(429))
                    .hasMessageContaining("slow down");
        }

        assertThat(host.instances()).isEmpty();
        send(creation());
        await().until(() -> host.instance("a").isPresent());
    }

    @Test
    void a_connection_is_dropped_before_the_call_is_done() {
        host.faults().always("POST", "/1.0/instances", Fault.drop());

        assertThatThrownBy(() -> send(creation())).isInstanceOf(IncusException.class);

        assertThat(host.instances()).isEmpty();
        assertThat(host.calls().count("POST", "/1.0/instances")).isPositive();
    }

    @Test
    void a_connection_is_dropped_after_the_call_is_done() {
        host.faults().always("POST", "/1.0/instances", Fault.dropAfterwards());

        assertThatThrownBy(() -> send(creation())).isInstanceOf(IncusException.class);

        await().until(() -> host.instance("a").isPresent());
    }

    @Test
    void a_call_that_hangs_is_not_answered() {
        host.faults().once("GET", "/1.0/projects", Fault.hang());

        assertThatThrownBy(() -> send(ApiRequest.get("projects").timeout(Duration.ofMillis(300))))
                .isInstanceOfAny(NoAnswer.class, IncusException.Timeout.class);
    }

    @Test
    void an_answer_comes_garbled_or_cut() {
        host.faults().once("GET", "/1.0/projects", new Fault.Garbled("{\"type\":"));
        assertThatThrownBy(() -> send(ApiRequest.get("projects"))).isInstanceOf(MalformedAnswer.class);

        host.faults().always("GET", "/1.0/projects", new Fault.Truncated());
        assertThatThrownBy(() -> send(ApiRequest.get("projects"))).isInstanceOf(IncusException.class);
    }

    @Test
    void connections_are_refused_and_taken_again_at_the_same_address() {
        String url = host.url();
        host.faults().refuseConnections();
        assertThatThrownBy(() -> send(ApiRequest.get("projects"))).isInstanceOf(CannotConnect.class);

        host.faults().heal();

        send(ApiRequest.get("projects"));
        assertThat(host.url()).isEqualTo(url);
    }

    @Test
    void a_daemon_that_is_killed_forgets_its_operations_and_the_command_goes_on() {
        driver.running("a");
        ApiResponse begun = driver.exec("a", Map.of(), "sh", "-c", "echo started; sleep 0.3");
        await().until(() -> !host.instance("a").orElseThrow().logs().isEmpty());

        host.faults().restartDaemon();

        assertThat(driver.operation(begun).httpStatus()).isEqualTo(404);
        InstanceView after = host.instance("a").orElseThrow();
        assertThat(after.running()).isTrue();
        assertThat(after.logs().get("exec_" + Driver.id(begun) + ".stdout"))
                .isEqualTo("started\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_daemon_that_is_told_to_end_answers_until_its_operations_have_ended() {
        driver.running("a");
        ApiResponse begun = driver.exec("a", Map.of("MARK", "to-be-ended"), "sleep", "infinity");
        CompletableFuture<ApiResponse> waiting = CompletableFuture.supplyAsync(() -> driver.finished(begun));
        await().until(() -> host.calls().count("GET", "/1.0/operations/{id}/wait") == 2);

        host.faults().terminateDaemon();
        assertThat(host.faults().daemonAnswers()).isTrue();
        driver.exec("a", Map.of(), "sh", "-c", "grep to-be-ended /proc/1/environ && kill");

        assertThat(waiting.join().json().at("/metadata/metadata/return").asInt())
                .isEqualTo(143);
        await().until(() -> !host.faults().daemonAnswers());
    }

    @Test
    void a_full_disk_fails_a_creation() {
        host.faults().diskFull(true);

        ApiResponse ended = driver.finished(driver.create("a", Map.of()));

        assertThat(ended.text()).contains("no space left on device");
        assertThat(host.instances()).isEmpty();
    }

    @Test
    void instances_of_a_dead_member_show_an_error_and_are_not_gone() {
        driver.running("a");
        host.faults().memberDead("one", true);

        ApiResponse listed = driver.raw(ApiRequest.get("instances").query("recursion", "1"));
        ApiResponse one = driver.get("a");

        assertThat(listed.json().at("/metadata/0/status_code").asInt()).isEqualTo(112);
        assertThat(one.httpStatus()).isEqualTo(500);
    }

    @Test
    void a_wait_may_answer_at_once() {
        driver.running("a");
        host.faults().waitsAnswerAtOnce(true);

        ApiResponse answer = driver.finished(driver.exec("a", Map.of(), "sleep", "infinity"));

        assertThat(answer.json().at("/metadata/status_code").asInt()).isEqualTo(103);
    }

    @Test
    void instances_that_ran_run_again_after_a_reboot() {
        driver.running("a");
        driver.finished(driver.create("b", Map.of("start", false)));

        host.faults().rebootHost();

        assertThat(host.instance("a").orElseThrow().running()).isTrue();
        assertThat(host.instance("a").orElseThrow().starts()).isEqualTo(2);
        assertThat(host.instance("b").orElseThrow().running()).isFalse();
    }

    @Test
    void it_becomes_another_server() {
        String before = host.serverFingerprint();

        host.becomeAnotherServer();

        assertThat(host.serverFingerprint()).isNotEqualTo(before);
        assertThat(driver.client().server().get().certificateFingerprint()).isEqualTo(host.serverFingerprint());
    }

    @Test
    void a_call_is_answered_late_and_others_are_not() {
        host.faults().once("GET", "/1.0/projects/default", new Fault.Late(Duration.ofSeconds(20)));

        assertThatThrownBy(() -> send(ApiRequest.get("projects", "default").timeout(Duration.ofMillis(200))))
                .isInstanceOf(IncusException.class);

        send(ApiRequest.get("projects"));
    }
}
