package dev.incusoperator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class TestKubeTest {

    @Test
    void the_shared_server_serves_the_kinds_of_the_operator() {
        TestKube kube = TestKube.get();

        assertThat(kube.client()
                        .genericKubernetesResources("incusoperator.dev/v1alpha1", "IncusInstance")
                        .inNamespace("default")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(kube.name()).isNotBlank();
    }

    @Test
    void a_fresh_namespace_is_there_and_has_a_name_of_its_own() {
        TestKube kube = TestKube.get();

        try (TestNamespace one = kube.freshNamespace();
                TestNamespace other = kube.freshNamespace()) {
            Namespace found = kube.client().namespaces().withName(one.name()).get();
            assertThat(found).isNotNull();
            assertThat(one.name()).isNotEqualTo(other.name());
        }
    }

    @Test
    void the_cluster_has_an_identity() {
        Namespace system =
                TestKube.get().client().namespaces().withName("kube-system").get();

        assertThat(system.getMetadata().getUid()).isNotBlank();
    }
}
