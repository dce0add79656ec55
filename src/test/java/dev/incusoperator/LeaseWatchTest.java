package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.incusoperator.OperatorSettings.LeaderElection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the election's own lock, so that what this reads is what that writes. */
class LeaseWatchTest {
    private static final LeaseLock LOCK = new LeaseLock("operators", "lease", "me");

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final LeaderLease lease = new LeaderLease(() -> new LeaderElection(true, "lease"), Clock.systemUTC());
    private HttpServer api;
    private KubernetesClient client;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            seen.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            byte[] body = exchange.getRequestMethod().equals("GET")
                    ? "{\"kind\": \"ConfigMap\", \"apiVersion\": \"v1\"}".getBytes()
                    : exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        client = new KubernetesAccess()
                .client(
                        new KubernetesSerialization(),
                        new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                                .withMasterUrl(
                                        "http://127.0.0.1:" + api.getAddress().getPort())
                                .withRequestRetryBackoffLimit(0)
                                .build(),
                        lease);
    }

    @AfterEach
    void stop() {
        client.close();
        api.stop(0);
    }

    @Test
    void nothing_is_changed_before_the_lease_is_taken_and_after_that_it_is() {
        assertThatThrownBy(this::change)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("not sent", "lease");
        assertThat(seen).isEmpty();

        LOCK.create(client, record("me", ZonedDateTime.now(ZoneOffset.UTC)));

        change();
        assertThat(seen).hasSize(2);
    }

    @Test
    void reading_needs_no_lease() {
        client.configMaps().inNamespace("any").withName("thing").get();

        assertThat(seen).hasSize(1);
    }

    @Test
    void a_lease_that_the_api_server_did_not_take_is_not_held() {
        status = 409;

        assertThatThrownBy(() -> LOCK.create(client, record("me", ZonedDateTime.now(ZoneOffset.UTC))))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_renewal_that_took_as_long_as_the_lease_does_not_count() {
        LOCK.create(client, record("me", ZonedDateTime.now(ZoneOffset.UTC).minus(LeaderLease.DURATION)));

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_lease_that_is_given_up_is_not_held_any_more() {
        LOCK.create(client, record("me", ZonedDateTime.now(ZoneOffset.UTC)));

        LOCK.create(client, record(null, ZonedDateTime.now(ZoneOffset.UTC)));

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_renewal_counts_as_the_first_one_does() {
        ZonedDateTime old = ZonedDateTime.now(ZoneOffset.UTC).minus(LeaderLease.DURATION);
        LeaderElectionRecord first = record("me", old);
        LOCK.create(client, first);
        assertThat(lease.held()).isFalse();

        LeaderElectionRecord renewal =
                new LeaderElectionRecord("me", Duration.ofSeconds(15), old, ZonedDateTime.now(ZoneOffset.UTC), 0);
        LOCK.update(client, renewal);

        assertThat(lease.held()).isTrue();
    }

    @Test
    void a_status_is_not_written_without_the_lease_either() {
        assertThatThrownBy(() -> client.resource(map())
                        .patch(new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("me")
                                .build()))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(seen).isEmpty();
    }

    private static ConfigMap map() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("any")
                .withName("thing")
                .endMetadata()
                .build();
    }

    private void change() {
        client.resource(map()).create();
    }

    private static LeaderElectionRecord record(String holder, ZonedDateTime renewed) {
        return new LeaderElectionRecord(holder, Duration.ofSeconds(15), renewed, renewed, 0);
    }
}
