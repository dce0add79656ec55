package dev.incusoperator.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the policies of {@code deploy/kustomize/admission} take and refuse: the table in {@code admission.yaml}. */
@Tag(Servers.KUBE)
class AdmissionTest {
    private static final String UNLABELLED = "";
    private static final String API = "incusoperator.dev/v1alpha1";
    private static final Table TABLE = read();

    private static final Map<String, TestNamespace> NAMESPACES = new HashMap<>();
    private static final List<GenericKubernetesResource> INSTALLED = new ArrayList<>();

    /**
     * A manifest.
     *
     * @param host the address of an IncusHost; absent where it is an IncusInstance
     * @param labels the name of the namespace's labels
     */
    record Row(
            @Nullable Map<String, Object> spec,
            @Nullable String host,
            boolean unverified,
            @Nullable String labels,
            @Nullable String refused) {

        GenericKubernetesResource resource() {
            return host == null ? instance() : incusHost(host);
        }

        private GenericKubernetesResource instance() {
            Map<String, Object> whole = new HashMap<>(Map.of(
                    "hostRef", Map.of("kind", "ClusterIncusHost", "name", "edge"), "image", Map.of("alias", "x")));
            whole.putAll(spec);
            return AdmissionTest.resource("IncusInstance", whole);
        }

        private GenericKubernetesResource incusHost(String address) {
            Map<String, Object> server =
                    unverified ? Map.of("insecureSkipVerify", true) : Map.of("fingerprint", "ab".repeat(32));
            return AdmissionTest.resource(
                    "IncusHost",
                    Map.of(
                            "https",
                            Map.of(
                                    "addresses",
                                    List.of(address),
                                    "clientCertificate",
                                    Map.of("secretRef", Map.of("name", "client")),
                                    "server",
                                    server)));
        }

        @Override
        public String toString() {
            return (refused == null ? "taken: " : "refused: ")
                    + (host == null ? spec : host)
                    + (labels == null ? "" : " where " + labels);
        }
    }

    record Table(
            @JsonProperty("namespaces") Map<String, Map<String, String>> namespaces,
            @JsonProperty("manifests") List<Row> manifests) {}

    private static Table read() {
        try (InputStream file = AdmissionTest.class.getResourceAsStream("/admission.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readValue(file, Table.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Row> manifests() {
        return TABLE.manifests().stream();
    }

    private static KubernetesClient client() {
        return TestKube.get().client();
    }

    @BeforeAll
    static void install() {
        assumeTrue(TestKube.get().isReal(), "no Kubernetes API that validates: the embedded one does not");
        assumeTrue(Kustomize.kubectl().isPresent(), "no kubectl in KUBEBUILDER_ASSETS or on the PATH");
        namespace(UNLABELLED, Map.of());
        TABLE.namespaces().forEach(AdmissionTest::namespace);
        client().resource(resource("IncusInstance", privileged()))
                .inNamespace(NAMESPACES.get(UNLABELLED).name())
                .create();
        Kustomize.build("../admission").forEach(object -> {
            INSTALLED.add(client().resource(forTheseNamespaces(object))
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager("kubectl")
                            .withForce(true)
                            .withFieldValidation("Strict")
                            .build()));
        });
        awaitRefusal(TABLE.manifests().stream()
                .filter(row -> row.refused() != null && row.host() == null)
                .findFirst()
                .orElseThrow());
        awaitRefusal(TABLE.manifests().stream()
                .filter(row -> row.refused() != null && row.host() != null)
                .findFirst()
                .orElseThrow());
    }

    private static void namespace(String name, Map<String, String> labels) {
        TestNamespace made = TestKube.get().freshNamespace();
        NAMESPACES.put(name, made);
        client().namespaces().withName(made.name()).edit(namespace -> {
            Map<String, String> all = new HashMap<>(labels);
            if (namespace.getMetadata().getLabels() != null) {
                all.putAll(namespace.getMetadata().getLabels());
            }
            namespace.getMetadata().setLabels(all);
            return namespace;
        });
    }

    /** Other tests have the same API server. */
    private static GenericKubernetesResource forTheseNamespaces(GenericKubernetesResource object) {
        if (!object.getKind().equals("ValidatingAdmissionPolicyBinding")) {
            return object;
        }
        ValidatingAdmissionPolicyBinding binding =
                Serialization.unmarshal(Serialization.asJson(object), ValidatingAdmissionPolicyBinding.class);
        binding.getSpec()
                .getMatchResources()
                .getNamespaceSelector()
                .getMatchExpressions()
                .add(new LabelSelectorRequirementBuilder()
                        .withKey("kubernetes.io/metadata.name")
                        .withOperator("In")
                        .withValues(NAMESPACES.values().stream()
                                .map(TestNamespace::name)
                                .toList())
                        .build());
        return Serialization.unmarshal(Serialization.asJson(binding), GenericKubernetesResource.class);
    }

    /** The server takes a policy up a moment after it is there. */
    private static void awaitRefusal(Row row) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            try {
                tried(row);
                return false;
            } catch (KubernetesClientException refused) {
                return true;
            }
        });
    }

    @AfterAll
    static void uninstall() {
        INSTALLED.forEach(object -> client().resource(object).delete());
        NAMESPACES.values().forEach(TestNamespace::close);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_is_taken_or_refused_with_what_to_do(Row row) {
        if (row.refused() == null) {
            assertThatCode(() -> tried(row)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> tried(row))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(row.refused());
        }
    }

    @Test
    void what_was_there_before_can_be_labelled_and_let_go_of_but_not_changed_for_as_long_as_it_is_refused() {
        var old = client().genericKubernetesResources(API, "IncusInstance")
                .inNamespace(NAMESPACES.get(UNLABELLED).name())
                .withName("web");

        assertThat(old.patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\": {\"labels\": {\"team\": \"a\"}, \"finalizers\": [\"incusoperator.dev/instance\"]}}")
                        .getMetadata()
                        .getLabels())
                .containsEntry("team", "a");
        assertThat(old.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}")
                        .getMetadata()
                        .getFinalizers())
                .isEmpty();
        assertThatThrownBy(() ->
                        old.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"description\": \"changed\"}}"))
                .hasMessageContaining("allow-privileged=true");
    }

    private static Map<String, Object> privileged() {
        return Map.of(
                "hostRef",
                Map.of("kind", "ClusterIncusHost", "name", "edge"),
                "image",
                Map.of("alias", "x"),
                "config",
                Map.of("security.privileged", "true"));
    }

    private static GenericKubernetesResource resource(String kind, Map<String, Object> spec) {
        return new ObjectMapper()
                .convertValue(
                        Map.of("apiVersion", API, "kind", kind, "metadata", Map.of("name", "web"), "spec", spec),
                        GenericKubernetesResource.class);
    }

    private static void tried(Row row) {
        String labels = row.labels() == null ? UNLABELLED : row.labels();
        GenericKubernetesResource resource = row.resource();
        resource.getMetadata().setName("tried");
        client().resource(resource)
                .inNamespace(NAMESPACES.get(labels).name())
                .dryRun()
                .create();
    }
}
