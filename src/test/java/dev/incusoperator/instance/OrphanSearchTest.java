package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.host.HostOrphans.Orphan;
import dev.incusoperator.host.HostSettings;
import dev.incusoperator.instance.ResourceLookup.Answer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrphanSearchTest {
    private static final ResourceID OWNER = new ResourceID("web", "team-a");
    private static final HostKey SHARED = new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "local");

    private final Map<HostKey, Host> hosts = new HashMap<>();
    private final List<IncusInstance> resources = new ArrayList<>();
    private final List<ResourceID> asked = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Answer answer = Answer.GONE;
    private final OrphanSearch search = new OrphanSearch(
            Bench.hosts(hosts),
            Bench.cluster(),
            new ResourceLookup(null) {
                @Override
                Answer ask(ResourceID resource) {
                    asked.add(resource);
                    return answer;
                }
            },
            new OrphanGauges(meters),
            settings(),
            new TestClock());

    @AfterEach
    void end() {
        search.close();
    }

    @Test
    void an_instance_with_our_mark_whose_resource_the_api_server_does_not_have_is_an_orphan() {
        listed(SHARED);

        assertThat(found(SHARED)).containsExactly(new Orphan(Given.WEB, "team-a/web"));
        assertThat(meters.get(OrphanGauges.NAME).tag("host", "local").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void of_an_instance_whose_resource_is_known_nobody_is_asked() {
        resources.add(resource());
        listed(SHARED);

        assertThat(found(SHARED)).isEmpty();
        assertThat(asked).isEmpty();
    }

    /** Another operator may watch it: a shard, another set of namespaces. */
    @Test
    void a_resource_that_this_operator_does_not_watch_exists_all_the_same() {
        answer = Answer.EXISTS;
        listed(SHARED);

        assertThat(found(SHARED)).isEmpty();
        assertThat(asked).containsExactly(OWNER);

        search.hostListed(SHARED);
        listed(new HostKey(HostKind.CLUSTER_INCUS_HOST, "", "searched-after-that"));
        assertThat(asked).as("it is not asked for at each listing").containsExactly(OWNER);
    }

    @Test
    void what_cannot_be_found_out_is_no_orphan() {
        answer = Answer.UNKNOWN;
        listed(SHARED);

        assertThat(found(SHARED)).isEmpty();
    }

    @Test
    void nothing_is_an_orphan_before_all_resources_are_known() {
        hosts.put(SHARED, host(SHARED));
        search.hostListed(SHARED);

        assertThat(search.of(SHARED)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void marks_of_other_clusters_and_copied_marks_are_nobodys_business() {
        HostKey key = SHARED;
        hosts.put(
                key,
                new Connected(key).has(Given.instance(103, new Mark("cluster-2", "team-a", "web").config(Given.WEB))));
        search.known(new ListedResources(resources), departures());
        search.hostListed(key);

        assertThat(found(key)).isEmpty();
        assertThat(asked).isEmpty();
    }

    /** Who owns a server can write any mark there: it must not show what other namespaces have. */
    @Test
    void of_a_namespaces_own_host_only_that_namespaces_marks_count() {
        HostKey own = new HostKey(HostKind.INCUS_HOST, "team-b", "mine");
        listed(own);

        assertThat(found(own)).isEmpty();
        assertThat(asked).isEmpty();
    }

    private void listed(HostKey key) {
        hosts.put(key, host(key));
        search.known(new ListedResources(resources), departures());
        search.hostListed(key);
        found(key);
    }

    private static FakeHost host(HostKey key) {
        return new Connected(key).has(Given.ours(103));
    }

    private List<Orphan> found(HostKey key) {
        return await().until(() -> search.of(key), Optional::isPresent).orElseThrow();
    }

    private static Departures departures() {
        return new Departures(Bench.hosts(Map.of()), null, id -> Answer.UNKNOWN, host -> {}, new TestClock());
    }

    private static IncusInstance resource() {
        IncusInstance resource = new IncusInstance();
        resource.setMetadata(
                new ObjectMetaBuilder().withNamespace("team-a").withName("web").build());
        resource.setSpec(Given.spec());
        return resource;
    }

    private static HostSettings settings() {
        return new HostSettings() {
            @Override
            public Optional<String> namespace() {
                return Optional.empty();
            }

            @Override
            public NamespacedHosts namespacedHosts() {
                return new NamespacedHosts(true, true, 16, 1 << 20);
            }

            @Override
            public Connections hosts() {
                Duration any = Duration.ofSeconds(1);
                return new Connections(any, any, Duration.ofMinutes(10), 1, 1 << 20);
            }
        };
    }

    private static final class Connected extends FakeHost {
        Connected(HostKey key) {
            super(key, "access: []");
        }

        @Override
        public Health health() {
            return new Health.Connected(new ServerInfo(
                    Product.INCUS, "6.0.4", "node1", Set.of(), true, "f1", false, List.of("x86_64"), List.of("dir")));
        }
    }
}
