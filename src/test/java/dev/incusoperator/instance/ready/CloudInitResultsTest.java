package dev.incusoperator.instance.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedHost;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cloud-init left is a file of the guest's: root in it writes there what they like. */
class CloudInitResultsTest {
    private static final ResourceID RESOURCE = new ResourceID("web", "team-a");
    private static final InstanceRef WEB = new InstanceRef("default", "web");
    private static final int MEBIBYTE = 1024 * 1024;

    private final SimulatedHost host =
            SimulatedHost.builder().latency(Latency.none()).start();
    private final IncusClient client =
            IncusClient.builder().target(host.socketPath().toString()).build();
    private final CloudInitResults results = new CloudInitResults();

    @BeforeEach
    void an_instance_runs() {
        host.admin().create("web", Map.of());
        host.admin().start("web");
    }

    @AfterEach
    void close() {
        client.close();
        host.close();
    }

    private CloudInitResult resultOf(String content) {
        host.admin().writeFile("default", "web", CloudInitResults.RESULT, content.getBytes(StandardCharsets.UTF_8));
        results.look(RESOURCE, "run", client.instances(), WEB);
        return results.of(RESOURCE, "run");
    }

    @Test
    void a_result_without_errors_is_done() {
        assertThat(resultOf("{\"v1\": {\"datasource\": \"DataSourceLXD\", \"errors\": []}}"))
                .isEqualTo(new CloudInitResult.Done());
    }

    @Test
    void a_result_with_errors_has_failed_and_says_which() {
        assertThat(resultOf("{\"v1\": {\"errors\": [\"no such package\", \"bad\\u001b[31m\"]}}"))
                .isEqualTo(new CloudInitResult.Failed("no such package; bad\ufffd[31m"));
    }

    @Test
    void a_file_that_is_larger_than_any_result_is_not_read() {
        CloudInitResult result = resultOf("{\"v1\": {\"errors\": []}, \"x\": \"" + "x".repeat(MEBIBYTE) + "\"}");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CloudInitResult.Pending.class,
                        pending -> assertThat(pending.why()).contains("larger than 65536 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[0,"})
    void a_result_that_is_deep_or_has_very_many_parts_is_none(String opening) {
        String content = "{\"v1\": {\"errors\": []}, \"x\": " + opening.repeat(CloudInitResults.MOST_BYTES / 8);

        assertThat(resultOf(content))
                .isInstanceOfSatisfying(
                        CloudInitResult.Pending.class,
                        pending -> assertThat(pending.why()).contains("is not JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "null", "\"done\""})
    void what_is_no_object_is_no_result(String content) {
        assertThat(resultOf(content)).isInstanceOf(CloudInitResult.Pending.class);
    }

    @Test
    void of_many_errors_the_first_are_told() {
        String errors = "\"no such package\",".repeat(1_000);

        assertThat(resultOf("{\"v1\": {\"errors\": [" + errors + "\"last\"]}}"))
                .isInstanceOfSatisfying(
                        CloudInitResult.Failed.class,
                        failed -> assertThat(failed.errors())
                                .startsWith("no such package; no such package")
                                .doesNotContain("last")
                                .hasSizeLessThanOrEqualTo(512));
    }
}
