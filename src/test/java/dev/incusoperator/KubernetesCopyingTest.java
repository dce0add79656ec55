package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesCopyingTest {
    private static final String METADATA = """
            "metadata": {"name": "one", "namespace": "team-a", "uid": "17", "resourceVersion": "7", "generation": 2,
             "finalizers": ["incusoperator.dev/instance"], "labels": {"app": "web"}, "annotations": {"note": "mine"},
             "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "18"}]}""";
    private static final String INSTANCE = """
            {"apiVersion": "incusoperator.dev/v1alpha1", "kind": "IncusInstance", %s,
             "spec": {"hostRef": {"name": "local"}, "image": {"alias": "busybox"}, "config": {"user.colour": "green"}},
             "status": {"observedGeneration": 2}}""";
    private static final String HOST = """
            {"apiVersion": "incusoperator.dev/v1alpha1", "kind": "%s", %s,
             "spec": {"socket": {"path": "/var/lib/incus/unix.socket"}}, "status": {"observedGeneration": 2}}""";

    @SuppressWarnings("unchecked")
    private final KubernetesSerialization copying = new KubernetesCopying(new ObjectMapper(), new Class[0]);

    static Stream<Arguments> ours() {
        return Stream.of(
                Arguments.of(IncusInstance.class, INSTANCE.formatted(METADATA)),
                Arguments.of(IncusHost.class, HOST.formatted("IncusHost", METADATA)),
                Arguments.of(ClusterIncusHost.class, HOST.formatted("ClusterIncusHost", METADATA)));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void a_copy_says_what_the_resource_says(Class<? extends HasMetadata> kind, String json) {
        HasMetadata resource = copying.unmarshal(json, kind);

        HasMetadata copy = copying.clone(resource);

        assertThat(copy).isNotSameAs(resource).isExactlyInstanceOf(kind);
        assertThat(copying.asJson(copy)).isEqualTo(copying.asJson(resource));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void what_is_changed_in_a_copy_does_not_change_the_resource(Class<? extends HasMetadata> kind, String json) {
        HasMetadata resource = copying.unmarshal(json, kind);
        String before = copying.asJson(resource);

        HasMetadata copy = copying.clone(resource);
        copy.getMetadata().setResourceVersion("8");
        copy.getMetadata().getFinalizers().clear();
        copy.getMetadata().getLabels().put("app", "db");
        copy.getMetadata().getAnnotations().clear();
        copy.getMetadata().getOwnerReferences().get(0).setName("another");
        ((CustomResource<?, ?>) copy).setSpec(null);
        ((CustomResource<?, ?>) copy).setStatus(null);

        assertThat(copying.asJson(resource)).isEqualTo(before);
    }

    @Test
    void a_copy_of_what_is_not_ours_has_nothing_in_common_with_it() {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("one")
                .endMetadata()
                .addToData("colour", "green")
                .build();

        ConfigMap copy = copying.clone(map);
        copy.getData().put("colour", "red");

        assertThat(map.getData()).containsEntry("colour", "green");
    }
}
