package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class InstanceKeysTest {
    private static final HostSpec HOST = Given.read(HostSpec.class, "project: team");

    @Test
    void a_host_is_of_the_namespace_unless_it_is_the_clusters() {
        assertThat(InstanceKeys.host(resource("hostRef: {name: h}")))
                .isEqualTo(new HostKey(HostKind.INCUS_HOST, "team-a", "h"));
        assertThat(InstanceKeys.host(resource("hostRef: {kind: IncusHost, name: h}")))
                .isEqualTo(new HostKey(HostKind.INCUS_HOST, "team-a", "h"));
        assertThat(InstanceKeys.host(resource("hostRef: {kind: ClusterIncusHost, name: h}")))
                .isEqualTo(new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "h"));
    }

    @Test
    void an_instance_has_the_name_of_its_resource_unless_it_has_one_of_its_own() {
        assertThat(InstanceKeys.instanceName(resource(""))).isEqualTo("web");
        assertThat(InstanceKeys.instanceName(resource("instanceName: shop"))).isEqualTo("shop");
    }

    @Test
    void the_project_is_the_one_asked_for_else_the_one_it_is_in_else_the_hosts() {
        IncusInstance made = resource("");
        made.setStatus(Given.read(InstanceStatus.class, "instance: {name: web, project: before}"));
        IncusInstance named = resource("project: mine");
        named.setStatus(made.getStatus());

        assertThat(InstanceKeys.instance(named, HOST)).isEqualTo(new InstanceRef("mine", "web"));
        assertThat(InstanceKeys.instance(made, HOST))
                .as("another default project of the host moves no instance")
                .isEqualTo(new InstanceRef("before", "web"));
        assertThat(InstanceKeys.instance(resource(""), HOST)).isEqualTo(new InstanceRef("team", "web"));
        assertThat(InstanceKeys.instance(resource(""), Given.read(HostSpec.class, "{}")))
                .isEqualTo(new InstanceRef("default", "web"));
    }

    private static IncusInstance resource(String spec) {
        IncusInstance resource = new IncusInstance();
        resource.setMetadata(
                new ObjectMetaBuilder().withNamespace("team-a").withName("web").build());
        resource.setSpec(Given.spec(spec));
        return resource;
    }
}
