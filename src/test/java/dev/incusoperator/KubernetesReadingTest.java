package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class KubernetesReadingTest {
    private static final String READ = """
            {"apiVersion": "incusoperator.dev/v1alpha1", "kind": "IncusInstance",
             "metadata": {"name": "web", "namespace": "team-a", "resourceVersion": "7", "finalizers": ["incusoperator.dev/instance"],
              "managedFields": [{"manager": "kubectl", "operation": "Apply", "apiVersion": "incusoperator.dev/v1alpha1",
               "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:image": {"f:alias": {}}}}}]},
             "spec": {"hostRef": {"name": "local"}, "image": {"alias": "busybox"}}}
            """;

    @Test
    void who_wrote_which_field_is_not_kept_and_all_else_is() {
        ObjectMapper mapper = new ObjectMapper();
        new KubernetesReading().customize(mapper);
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);

        IncusInstance read = serialization.unmarshal(READ, IncusInstance.class);

        assertThat(read.getMetadata().getManagedFields()).isEmpty();
        assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
        assertThat(read.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(read.getMetadata().getFinalizers()).containsExactly("incusoperator.dev/instance");
        assertThat(read.getSpec().image().alias()).isEqualTo("busybox");
        assertThat(serialization.asJson(read)).doesNotContain("managedFields");
    }
}
