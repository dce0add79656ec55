package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users see of the resources through a real API server. */
@Tag(Servers.KUBE)
class ServedResourcesTest {
    private static final String SMALLEST = """
            apiVersion: incusoperator.dev/v1alpha1
            kind: IncusInstance
            metadata: {name: web}
            spec:
              hostRef: {name: mine}
              image: {alias: busybox}
              exec: [{name: greet, command: [echo, hello]}]
              timeouts: {}
            """;

    private KubernetesClient client;
    private TestNamespace namespace;

    @BeforeEach
    void a_namespace() {
        TestKube kube = TestKube.get();
        assumeTrue(kube.isReal(), "no Kubernetes API that validates: the embedded one does not");
        client = kube.client();
        namespace = kube.freshNamespace();
    }

    @AfterEach
    void delete() {
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void instances_can_be_selected_by_their_host() {
        create(SMALLEST);
        create(SMALLEST.replace("name: web", "name: other").replace("name: mine", "name: another"));

        List<IncusInstance> onMine = client.resources(IncusInstance.class)
                .inNamespace(namespace.name())
                .withField("spec.hostRef.name", "mine")
                .list()
                .getItems();

        assertThat(onMine)
                .extracting(instance -> instance.getMetadata().getName())
                .containsExactly("web");
    }

    @Test
    void a_written_status_is_kept_whole_and_shown_in_the_columns() throws IOException {
        IncusInstance instance = create(SMALLEST);
        instance.setStatus(someStatus());
        IncusInstance written = client.resource(instance).updateStatus();

        assertThat(written.getStatus()).isEqualTo(someStatus());
        JsonNode table = table("/apis/incusoperator.dev/v1alpha1/namespaces/" + namespace.name() + "/incusinstances");
        assertThat(columns(table, 0)).containsExactly("Name", "HOST", "STATE", "READY", "IPV4", "AGE");
        assertThat(columns(table, 1)).containsExactly("IMAGE", "EXEC", "OPERATION", "PROJECT", "MESSAGE");
        JsonNode cells = table.path("rows").path(0).path("cells");
        List<String> shown = new ArrayList<>();
        cells.forEach(cell -> shown.add(cell.asText()));
        shown.remove(5); // the age
        assertThat(shown)
                .containsExactly(
                        "web",
                        "mine",
                        "Running",
                        "True",
                        "10.77.0.12",
                        "Busybox 1.35",
                        "Succeeded",
                        "start",
                        "default",
                        "The instance is as asked");
    }

    @Test
    void a_host_shows_whether_it_is_ready_and_what_it_is() throws IOException {
        JsonNode hosts = table("/apis/incusoperator.dev/v1alpha1/namespaces/" + namespace.name() + "/incushosts");
        JsonNode clusterHosts = table("/apis/incusoperator.dev/v1alpha1/clusterincushosts");

        assertThat(columns(hosts, 0)).containsExactly("Name", "READY", "REASON", "PRODUCT", "VERSION", "AGE");
        assertThat(columns(hosts, 1)).containsExactly("ADDRESS", "MESSAGE");
        assertThat(columns(clusterHosts, 0)).containsExactly("Name", "READY", "REASON", "PRODUCT", "VERSION", "AGE");
        assertThat(columns(clusterHosts, 1)).containsExactly("ADDRESS", "SOCKET", "MESSAGE");
    }

    @Test
    void kubectl_explain_has_our_words() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode schemas = get("/openapi/v3/apis/incusoperator.dev/v1alpha1", "application/json")
                    .path("components")
                    .path("schemas");
            JsonNode instance = schemas.path("dev.incusoperator.v1alpha1.IncusInstance");
            assertThat(instance.path("description").asText()).startsWith("A container or virtual machine");
            JsonNode exec =
                    instance.path("properties").path("spec").path("properties").path("exec");
            assertThat(exec.path("description").asText()).startsWith("Commands to run in the instance");
            assertThat(exec.path("items")
                            .path("properties")
                            .path("timeout")
                            .path("description")
                            .asText())
                    .contains("Default 5m");
        });
    }

    @Test
    void short_names_and_a_category_are_served() throws IOException {
        JsonNode resources =
                get("/apis/incusoperator.dev/v1alpha1", "application/json").path("resources");

        List<String> shortNames = new ArrayList<>();
        resources.forEach(resource -> resource.path("shortNames").forEach(name -> shortNames.add(name.asText())));
        assertThat(shortNames).containsExactlyInAnyOrder("iinst", "ihost", "cihost");
        assertThat(resources)
                .filteredOn(resource -> resource.has("shortNames"))
                .allSatisfy(resource ->
                        assertThat(resource.path("categories").path(0).asText()).isEqualTo("incus"));
    }

    private IncusInstance create(String manifest) {
        return client.resource(Serialization.unmarshal(manifest, IncusInstance.class))
                .inNamespace(namespace.name())
                .create();
    }

    private static InstanceStatus someStatus() {
        return Serialization.unmarshal("""
                observedGeneration: 1
                conditions:
                - {type: ExecSucceeded, status: "True", reason: Succeeded, message: All commands have succeeded,
                   observedGeneration: 1, lastTransitionTime: "2026-01-02T03:04:05Z"}
                - {type: Ready, status: "True", reason: Ready, message: The instance is as asked,
                   observedGeneration: 1, lastTransitionTime: "2026-01-02T03:04:05Z"}
                operation: {id: 8c5f, action: start, state: Succeeded, startedAt: "2026-01-02T03:04:05Z"}
                instance:
                  {name: web, project: default, host: IncusHost/mine, status: Running, type: container, image: Busybox 1.35,
                   ipv4: 10.77.0.12, addresses: [{nic: eth0, family: inet, address: 10.77.0.12, scope: global}]}
                exec:
                - {name: greet, hash: abc, state: Succeeded, operation: 9d60, attempts: 1, exitCode: 0,
                   stdout: {tail: "hello from web\\n", bytes: 15, truncated: false}}
                """, InstanceStatus.class);
    }

    private JsonNode table(String path) throws IOException {
        return get(path, "application/json;as=Table;v=v1;g=meta.k8s.io");
    }

    private JsonNode get(String path, String accept) throws IOException {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(client.getMasterUrl().toString().replaceFirst("/$", "") + path)
                .header("Accept", accept)
                .build();
        String body = client.getHttpClient()
                .sendAsync(request, String.class)
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .body();
        return new ObjectMapper().readTree(body);
    }

    private static List<String> columns(JsonNode table, int priority) {
        List<String> names = new ArrayList<>();
        table.path("columnDefinitions").forEach(column -> {
            if (column.path("priority").asInt() == priority) {
                names.add(column.path("name").asText());
            }
        });
        return names;
    }
}
