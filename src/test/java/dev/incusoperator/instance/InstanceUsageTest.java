package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostUsage.Use;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class InstanceUsageTest {
    private static final HostKey LOCAL = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");
    private static final HostKey OTHER = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "other");

    private final Map<HostKey, Host> declared = new HashMap<>();
    private int asked;
    private Optional<List<IncusInstance>> elsewhere = Optional.of(List.of());
    private final InstanceUsage usage = new InstanceUsage(
            Bench.hosts(declared), namespace -> Optional.of(Map.of()), Bench.cluster(), new ResourceLookup(null) {
                @Override
                Optional<Boolean> hasAny(Predicate<IncusInstance> fits) {
                    asked++;
                    return elsewhere.map(resources -> resources.stream().anyMatch(fits));
                }
            });
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

    @Test
    void an_operator_that_watches_all_resources_asks_nobody_for_others() {
        assertThat(usage.isUsedElsewhere(LOCAL)).isFalse();
        assertThat(asked).isZero();
    }

    @Test
    void an_operator_that_watches_some_asks_for_the_others() {
        usage.knowsSome();
        assertThat(usage.isUsedElsewhere(LOCAL)).isFalse();

        elsewhere = Optional.of(List.of(onLocal()));
        assertThat(usage.isUsedElsewhere(LOCAL)).isTrue();
        assertThat(usage.isUsedElsewhere(OTHER)).isFalse();

        elsewhere = Optional.empty();
        assertThat(usage.isUsedElsewhere(OTHER)).as("what cannot be found out").isTrue();
    }

    @Test
    void a_resource_with_our_finalizer_whose_namespace_may_not_use_the_host_and_has_nothing_there_does_not_use_it() {
        declared.put(LOCAL, new FakeHost("access: [{name: b, namespaces: {names: [team-b]}}]"));

        assertThat(useBy(onLocal())).isEqualTo(Use.UNUSED);
    }

    @Test
    void a_namespace_from_which_access_was_taken_away_uses_the_host_while_its_instance_is_there() {
        FakeHost host = new FakeHost("access: []").has(Given.ours(103));
        declared.put(LOCAL, host);

        assertThat(useBy(onLocal())).isEqualTo(Use.USED);

        host.sees(Given.WEB, new Sighting.Gone());
        assertThat(useBy(onLocal())).isEqualTo(Use.UNUSED);
    }

    @Test
    void an_instance_of_somebody_else_under_that_name_is_no_use_of_the_host() {
        declared.put(LOCAL, new FakeHost("access: []").has(Given.instance(103, Given.FOREIGN.config(Given.WEB))));

        assertThat(useBy(onLocal())).isEqualTo(Use.UNUSED);
    }

    /** What cannot be looked at now may be there: the status says whether there was something. */
    @Test
    void of_a_host_that_is_away_the_status_says_whether_it_is_used() {
        declared.put(LOCAL, new FakeHost("access: []").sees(Given.WEB, new Sighting.Unknown("away")));
        IncusInstance resource = onLocal();

        assertThat(useBy(resource)).isEqualTo(Use.UNUSED);

        resource.setStatus(Given.read(InstanceStatus.class, "operation: {action: create, state: Running}"));
        assertThat(useBy(resource)).isEqualTo(Use.USED);
    }

    private Use useBy(IncusInstance resource) {
        usage.known(new ListedResources(List.of(resource)));
        return usage.of(LOCAL);
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
