package dev.incusoperator.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.report.Servers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag(Servers.SIMULATED)
class SimulatedCommandsTest {
    private final SimulatedHost host = SimulatedHost.builder().start();
    private final Driver driver = new Driver(host);

    @BeforeEach
    void run() {
        driver.running("a");
    }

    @AfterEach
    void close() {
        driver.close();
        host.close();
    }

    private JsonNode ran(Map<String, String> environment, String... command) {
        return driver.finished(driver.exec("a", environment, command)).json().path("metadata");
    }

    private String output(JsonNode operation, String fd) {
        String path = operation.at("/metadata/output/" + fd).asText();
        return new String(
                host.instance("a").orElseThrow().logs().get(path.substring(path.lastIndexOf('/') + 1)),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "echo a; echo b                        ~ 0  ~ a/b/   ~ ''",
                "echo 'a  b' \"c $WORD\"               ~ 0  ~ a  b c here/ ~ ''",
                "echo a >&2                            ~ 0  ~ ''     ~ a/",
                "echo a 2>&1; false                    ~ 1  ~ a/     ~ ''",
                "false && echo no; true || echo no     ~ 0  ~ ''     ~ ''",
                "false || echo yes                     ~ 0  ~ yes/   ~ ''",
                "exit 7; echo never                    ~ 7  ~ ''     ~ ''",
                "echo one > /f; echo two >> /f; cat /f ~ 0  ~ one/two/ ~ ''",
                "cat /missing                          ~ 1  ~ ''     ~ cat: can't open '/missing': No such file or directory/",
                "test -f /f || touch /f; test -f /f    ~ 0  ~ ''     ~ ''",
                "echo $(echo inner) ${WORD}            ~ 0  ~ inner here/ ~ ''",
                "printf x; pwd                         ~ 0  ~ x/root/ ~ ''",
            })
    void the_tiny_shell_does_what_a_shell_does(String script, int code, String stdout, String stderr) {
        JsonNode operation = ran(Map.of("WORD", "here"), "sh", "-c", script);

        assertThat(operation.at("/metadata/return").asInt(-1)).isEqualTo(code);
        assertThat(output(operation, "1").replace("\n", "/")).isEqualTo(stdout);
        assertThat(output(operation, "2").replace("\n", "/")).isEqualTo(stderr);
    }

    @Test
    void how_often_a_command_ran_can_be_counted_in_a_file() {
        for (int i = 0; i < 3; i++) {
            ran(Map.of(), "sh", "-c", "echo x >> /count");
        }

        assertThat(host.instance("a").orElseThrow().files().get("/count"))
                .asString()
                .isEqualTo("x\nx\nx\n");
    }

    @Test
    void a_command_can_be_played_by_the_test() {
        host.onCommand(call -> call.command().equals(java.util.List.of("uname"))
                ? Optional.of(CommandResult.stdout("Simulated\n").withExit(4))
                : Optional.empty());

        JsonNode played = ran(Map.of(), "uname");
        JsonNode other = ran(Map.of(), "echo", "x");

        assertThat(played.at("/metadata/return").asInt()).isEqualTo(4);
        assertThat(output(played, "1")).isEqualTo("Simulated\n");
        assertThat(output(other, "1")).isEqualTo("x\n");
    }

    @Test
    void a_command_that_never_ends_is_killed_by_a_mark_in_its_environment() {
        ApiResponse endless = driver.exec("a", Map.of("MARK", "mark-of-this-one"), "sleep", "infinity");
        ApiResponse bystander = driver.exec("a", Map.of("MARK", "mark-of-another"), "sleep", "infinity");
        String killer = "for f in /proc/[0-9]*/environ; do grep -q \"$1\" $f && kill -9 $f; done";

        ran(Map.of(), "sh", "-c", killer, "sh", "MARK=mark-of-this-one");

        assertThat(driver.finished(endless)
                        .json()
                        .at("/metadata/metadata/return")
                        .asInt())
                .isEqualTo(137);
        assertThat(driver.operation(bystander).json().at("/metadata/status").asText())
                .isEqualTo("Running");
    }

    @Test
    void a_command_dies_with_its_instance() {
        ApiResponse endless = driver.exec("a", Map.of(), "sleep", "infinity");
        await().until(() -> host.runningOperations() == 1);

        driver.finished(driver.state("a", "stop", true, 0));

        assertThat(driver.finished(endless)
                        .json()
                        .at("/metadata/metadata/return")
                        .asInt())
                .isEqualTo(137);
    }

    @Test
    void timeout_in_the_guest_ends_what_takes_too_long() {
        assertThat(ran(Map.of(), "timeout", "0.01", "sleep", "60")
                        .at("/metadata/return")
                        .asInt())
                .isEqualTo(143);
    }
}
