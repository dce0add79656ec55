package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostUsage.Use;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceUsageTest {
    private static final HostKey LOCAL = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");
    private static final HostKey OTHER = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "other");

    private final InstanceUsage usage = new InstanceUsage();
    private final List<String> told = new ArrayList<>();

    @Test
    void nothing_is_known_of_any_host_before_all_resources_are() {
        usage.onKnown(() -> told.add("known"));

        assertThat(usage.of(LOCAL)).isEqualTo(Use.UNKNOWN);
        assertThat(told).isEmpty();
    }

    @Test
    void they_are_known_when_their_events_are_listened_for_and_who_waits_is_told() {
        usage.onKnown(() -> told.add("known"));
        InstanceTrigger trigger = new InstanceTrigger(
                new ListedResources(List.of(onLocal())),
                new InstanceIndex(),
                new Backoffs(new TestClock()),
                usage::known);
        trigger.setEventHandler((Event event) -> {});

        trigger.start();
        trigger.stop();

        assertThat(told).containsExactly("known");
        assertThat(usage.of(LOCAL)).isEqualTo(Use.USED);
        assertThat(usage.of(OTHER)).isEqualTo(Use.UNUSED);
    }

    private static IncusInstance onLocal() {
        IncusInstance resource = new IncusInstance();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team-a")
                .withName("web")
                .withFinalizers(Api.INSTANCE_FINALIZER)
                .build());
        resource.setSpec(Given.read(InstanceSpec.class, "hostRef: {kind: ClusterIncusHost, name: local}"));
        return resource;
    }
}
