package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.ImageProtocol;
import dev.incusoperator.api.v1alpha1.ImageServer;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The resources as the operator reads them. */
class ReadResourcesTest {
    private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS = Map.of(
            "IncusInstance", IncusInstance.class,
            "IncusHost", IncusHost.class,
            "ClusterIncusHost", ClusterIncusHost.class);

    static Stream<Manifest> good() {
        return Manifest.in("valid");
    }

    @ParameterizedTest
    @MethodSource("good")
    void a_good_manifest_is_read_without_loss(Manifest manifest) throws JsonProcessingException {
        GenericKubernetesResource written = manifest.first();

        CustomResource<?, ?> read =
                Serialization.unmarshal(Serialization.asYaml(written), KINDS.get(written.getKind()));

        assertThat(asJson(read.getSpec()))
                .isEqualTo(asJson(written.getAdditionalProperties().get("spec")));
    }

    /** By way of its text: a number is a number, however wide the field that it was read into. */
    private static JsonNode asJson(Object spec) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        return json.readTree(json.writeValueAsString(spec));
    }

    @Test
    void a_field_of_a_later_version_does_not_hinder_reading() {
        IncusInstance read = instance("""
                hostRef: {name: mine, region: eu}
                image: {alias: busybox, mirror: x}
                exec: [{name: a, command: [ls], nice: 5, env: [{name: A, value: x, hidden: true}]}]
                fromTheFuture: {a: b}
                """);

        assertThat(read.getSpec().hostRef().name()).isEqualTo("mine");
        assertThat(read.getSpec().exec().get(0).envOrEmpty()).hasSize(1);
    }

    @Test
    void what_may_be_secret_is_in_no_text_of_a_resource() {
        IncusInstance read = instance("""
                hostRef: {name: mine}
                image: {alias: busybox}
                config: {user.password: planted-1}
                cloudInit: {userData: planted-2, vendorData: planted-3, networkConfig: planted-4}
                devices: {d: {type: disk, source: planted-5}}
                files: [{path: /f, content: planted-8}]
                exec:
                - name: a
                  command: [login, planted-6]
                  env: [{name: A, value: planted-7}]
                """);

        assertThat(read.toString()).contains("mine").doesNotContain("planted");
        assertThat(read.getSpec().toString()).doesNotContain("planted");
        assertThat(read.getSpec().cloudInit().toString()).doesNotContain("planted");
        assertThat(read.getSpec().filesOrEmpty().toString()).contains("/f").doesNotContain("planted");
        assertThat(read.getSpec().exec().toString()).contains("a").doesNotContain("planted");
        assertThat(read.getSpec().exec().get(0).envOrEmpty().toString())
                .contains("A")
                .doesNotContain("planted");
    }

    @Test
    void an_instance_is_named_as_its_resource_unless_it_says_otherwise() {
        assertThat(instance("hostRef: {name: mine}").instanceName()).isEqualTo("web");
        assertThat(instance("instanceName: Web-1").instanceName()).isEqualTo("Web-1");
    }

    @Test
    void image_servers_are_the_built_in_ones_and_those_declared_which_win() {
        HostSpec none = new HostSpec(null, null, null, null, null, null, null);
        ImageServer own = new ImageServer("https://mirror.example.com", ImageProtocol.SIMPLESTREAMS);
        HostSpec mirrored = new HostSpec(null, null, null, Map.of("images", own), null, null, null);

        assertThat(none.imageServersOrDefault()).containsOnlyKeys("images", "docker");
        assertThat(mirrored.imageServersOrDefault())
                .containsEntry("images", own)
                .containsKey("docker");
    }

    private static IncusInstance instance(String spec) {
        return Serialization.unmarshal(
                "apiVersion: incusoperator.dev/v1alpha1\nkind: IncusInstance\nmetadata: {name: web}\nspec:\n"
                        + spec.indent(2),
                IncusInstance.class);
    }
}
