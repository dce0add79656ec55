package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.instance.Failures.Failure;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceTriggerTest {
    private static final HostKey SHARED = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");
    private static final HostKey OF_TEAM_A = new HostKey(HostKind.INCUS_HOST, "team-a", "own");

    private final Backoffs backoffs = new Backoffs(new TestClock());
    private final List<IncusInstance> resources = List.of(
            resource("team-a", "web", ""),
            resource("team-b", "web", ""),
            resource("team-a", "shop", "instanceName: db"),
            resource("team-a", "copy", "copyFrom: {instance: web}"),
            resource("team-a", "private", "hostRef: {name: own}"));
    private final InstanceIndex index = new InstanceIndex();
    private final InstanceTrigger trigger =
            new InstanceTrigger(new ListedResources(resources), index, backoffs, listed -> {});
    private final List<String> reconciled = new ArrayList<>();

    @BeforeEach
    void start() {
        resources.forEach(index::note);
        trigger.setEventHandler(event ->
                reconciled.add(event.getRelatedCustomResourceID().getNamespace().orElseThrow() + "/"
                        + event.getRelatedCustomResourceID().getName()));
        trigger.start();
    }

    @AfterEach
    void stop() {
        trigger.stop();
    }

    @Test
    void a_change_of_an_instance_concerns_whoever_names_it_and_whoever_copies_it() {
        trigger.instanceChanged(SHARED, new InstanceRef("default", "web"));

        assertThat(reconciled).containsExactlyInAnyOrder("team-a/web", "team-b/web", "team-a/copy");
    }

    @Test
    void an_instance_is_known_by_its_own_name_and_its_host() {
        trigger.instanceChanged(SHARED, new InstanceRef("default", "db"));
        assertThat(reconciled).containsExactly("team-a/shop");

        trigger.instanceChanged(OF_TEAM_A, new InstanceRef("default", "web"));
        trigger.instanceChanged(SHARED, new InstanceRef("default", "shop"));
        assertThat(reconciled).hasSize(1);
    }

    @Test
    void a_change_of_a_host_concerns_all_that_is_on_it_and_is_a_reason_to_try_at_once() {
        Failure failure = new Failure("start", "StartFailed", "no", false);
        backoffs.failed(new ResourceID("private", "team-a"), 1, failure);
        backoffs.failed(new ResourceID("web", "team-a"), 1, failure);

        trigger.hostChanged(OF_TEAM_A);

        assertThat(reconciled).containsExactly("team-a/private");
        assertThat(backoffs.of(new ResourceID("private", "team-a"), 1)).isEmpty();
        assertThat(backoffs.of(new ResourceID("web", "team-a"), 1)).isNotEmpty();
    }

    @Test
    void a_change_of_a_namespace_concerns_what_is_in_it() {
        trigger.namespaceChanged("team-b");

        assertThat(reconciled).containsExactly("team-b/web");
    }

    @Test
    void when_all_hosts_are_known_everybody_is_told() {
        trigger.hostsSynced();

        assertThat(reconciled).hasSize(5);
    }

    private static IncusInstance resource(String namespace, String name, String spec) {
        IncusInstance resource = new IncusInstance();
        resource.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        resource.setSpec(Given.spec(spec));
        return resource;
    }
}
