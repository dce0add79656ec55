package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.Test;

class InstanceIndexTest {
    private static final HostKey RACK = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "rack");
    private static final ResourceID ONE = new ResourceID("one", "team");
    private static final ResourceID OTHER = new ResourceID("other", "team");

    private final InstanceIndex index = new InstanceIndex();

    @Test
    void all_resources_that_mean_an_instance_are_found_whatever_its_project() {
        index.note(resource("one", "rack", "web"));
        index.note(resource("other", "rack", "web"));
        index.note(resource("third", "shelf", "web"));
        index.note(resource("fourth", "rack", "db"));

        assertThat(index.of(RACK, new InstanceRef("any", "web"))).containsExactlyInAnyOrder(ONE, OTHER);
    }

    @Test
    void a_copy_is_found_by_its_own_name_and_by_its_originals() {
        IncusInstance copy = resource("one", "rack", "web");
        copy.setSpec(Given.spec("hostRef: {kind: ClusterIncusHost, name: rack}", "copyFrom: {instance: original}"));

        index.note(copy);
        assertThat(index.of(RACK, new InstanceRef("default", "original"))).containsExactly(ONE);
        assertThat(index.of(RACK, new InstanceRef("default", "one"))).containsExactly(ONE);

        index.forget(ONE);
        assertThat(index.of(RACK, new InstanceRef("default", "original"))).isEmpty();
        assertThat(index.of(RACK, new InstanceRef("default", "one"))).isEmpty();
    }

    @Test
    void one_that_is_noted_again_is_found_all_the_while() {
        index.note(resource("one", "rack", "web"));
        index.note(resource("one", "rack", "web"));

        assertThat(index.of(RACK, new InstanceRef("default", "web"))).containsExactly(ONE);
    }

    @Test
    void a_resource_of_the_same_name_may_mean_another_instance_later() {
        index.note(resource("one", "rack", "web"));
        index.note(resource("one", "rack", "db"));

        assertThat(index.of(RACK, new InstanceRef("default", "web"))).isEmpty();
        assertThat(index.of(RACK, new InstanceRef("default", "db"))).containsExactly(ONE);
    }

    @Test
    void one_that_is_forgotten_is_found_no_more() {
        index.note(resource("one", "rack", "web"));
        index.note(resource("other", "rack", "web"));

        index.forget(ONE);
        index.forget(ONE);

        assertThat(index.of(RACK, new InstanceRef("default", "web"))).containsExactly(OTHER);
    }

    private static IncusInstance resource(String name, String host, String instance) {
        return Serialization.unmarshal("""
                apiVersion: incusoperator.dev/v1alpha1
                kind: IncusInstance
                metadata: {name: %s, namespace: team}
                spec: {hostRef: {kind: ClusterIncusHost, name: %s}, instanceName: %s, image: {alias: busybox}}
                """.formatted(name, host, instance), IncusInstance.class);
    }
}
