package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.KUBE)
class NamespaceWatchTest {
    private final KubernetesClient kubernetes = TestKube.get().client();
    private final NamespaceWatch watch = new NamespaceWatch(kubernetes);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void watches() {
        watch.start();
        watch.onChange(told::add);
    }

    @AfterEach
    void ends() {
        watch.close();
    }

    @Test
    void a_namespace_that_nobody_has_heard_of_is_not_one_without_labels() {
        assertThat(watch.of("nowhere-to-be-found")).isEmpty();
    }

    @Test
    void one_that_comes_is_told_and_known_then() {
        try (TestNamespace namespace = TestKube.get().freshNamespace()) {
            await().until(() -> told.contains(namespace.name()));

            assertThat(watch.of(namespace.name())).isPresent();
        }
    }

    @Test
    void other_labels_are_told() {
        try (TestNamespace namespace = TestKube.get().freshNamespace()) {
            await().until(() -> told.contains(namespace.name()));
            told.clear();

            kubernetes
                    .namespaces()
                    .withName(namespace.name())
                    .edit(found -> new NamespaceBuilder(found)
                            .editMetadata()
                            .addToLabels("tier", "trusted")
                            .endMetadata()
                            .build());

            await().until(() -> told.contains(namespace.name()));
            assertThat(watch.of(namespace.name()).orElse(Map.of())).containsEntry("tier", "trusted");
        }
    }
}
