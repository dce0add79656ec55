package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.KEY;
import static dev.incusoperator.host.HostRig.connected;
import static dev.incusoperator.host.HostRig.failed;
import static dev.incusoperator.host.HostRig.gone;
import static dev.incusoperator.host.HostRig.overSocket;
import static dev.incusoperator.host.HostRig.ref;
import static dev.incusoperator.host.HostRig.seen;
import static dev.incusoperator.host.HostRig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication.Verification.PinnedCertificate;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.ManualTime;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a live host knows of its instances, and what it asks for to know it. */
@Tag(Servers.SIMULATED)
class LiveHostTest {
    private static final String ONE = "/1.0/instances/{name}";
    private static final String ALL = "/1.0/instances";
    private static final Duration ANSWERING = Duration.ofSeconds(10);

    private SimulatedHost server;
    private HostRig rig;

    @BeforeEach
    void start() {
        server = SimulatedHost.builder().start();
        rig = new HostRig(FixedSettings.defaults());
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    @Test
    void what_is_there_is_seen_and_what_is_not_is_gone() {
        server.admin().create("web", Map.of());

        LiveHost host = rig.connect(server);

        assertThat(seen(host, "web").instance().name()).isEqualTo("web");
        gone(host, "db");
        await().untilAsserted(() -> assertThat(rig.heard.hosts).contains(KEY));
    }

    @Test
    void a_listing_that_is_larger_than_one_may_be_is_told_with_the_setting_that_bounds_it() {
        rig.close();
        rig = new HostRig(FixedSettings.defaults().relistInterval(Duration.ofMillis(300)));
        LiveHost host = rig.connect(server);
        String text = "x".repeat((int) HostRig.LARGEST_ANSWER / 4);
        for (int i = 0; i < 5; i++) {
            server.admin().create("large-" + i, Map.of("user.text", text));
        }

        assertThat(failed(host, HostReason.LIMIT_EXCEEDED).message())
                .contains(
                        "GET /1.0/instances",
                        "larger than " + HostRig.LARGEST_ANSWER + " bytes",
                        "incus-operator.hosts.max-answer",
                        "incus-operator.namespaced-hosts.max-answer");

        for (int i = 0; i < 5; i++) {
            server.admin().delete("large-" + i);
        }
        connected(host);
    }

    @Test
    void nothing_is_known_before_the_host_answers() {
        server.faults().killDaemon();
        LiveHost host = rig.declare(overSocket(server, ""));

        assertThat(host.look(ref("web"))).isInstanceOf(Sighting.Unknown.class);
        assertThat(host.client()).isEmpty();
    }

    @Test
    void in_a_project_that_is_not_there_nothing_is_gone_until_there_is_one() {
        LiveHost host = rig.connect(server);
        InstanceRef web = new InstanceRef("team-a", "web");

        await().untilAsserted(() -> assertThat(host.look(web))
                .isInstanceOfSatisfying(
                        Sighting.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("no project team-a")));
        server.admin().addProject("team-a");

        await().until(() -> host.look(web), Sighting.Gone.class::isInstance);
        await().untilAsserted(() -> assertThat(rig.heard.instances).contains(web));
    }

    @Test
    void who_did_something_to_an_instance_last_is_known_where_the_server_says() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        assertThat(host.lastActor(ref("web"))).isEmpty();

        try (IncusClient other =
                IncusClient.builder().target(server.socketPath().toString()).build()) {
            other.pollApi(other.instances()
                    .changeState(ref("web"), new StateChange(StateChange.Action.START, false, Duration.ofSeconds(30))));
        }

        status(host, "web", "Running");
        assertThat(host.lastActor(ref("web"))).isPresent();
    }

    @Test
    void the_members_of_a_cluster_are_known_and_heard_of() {
        try (SimulatedHost cluster =
                SimulatedHost.builder().members("one", "two").start()) {
            LiveHost host = rig.connect(cluster);
            assertThat(host.member("two"))
                    .get()
                    .extracting(ClusterMember::isEvacuated)
                    .isEqualTo(false);
            assertThat(host.member("three")).isEmpty();

            cluster.faults().memberEvacuated("two", true);
            await().until(() -> host.member("two").orElseThrow().isEvacuated());
            await().untilAsserted(() -> assertThat(rig.heard.hosts).contains(host.key()));

            cluster.faults().memberEvacuated("two", false);
            await().until(() -> !host.member("two").orElseThrow().isEvacuated());
        }
    }

    @Test
    void what_is_done_behind_its_back_is_seen_by_one_call() {
        server.admin().create("web", Map.of());
        server.admin().start("web");
        LiveHost host = rig.connect(server);
        status(host, "web", "Running");
        server.calls().reset();

        server.admin().stop("web");

        status(host, "web", "Stopped");
        await().untilAsserted(() -> assertThat(rig.heard.instances).contains(ref("web")));
        assertThat(server.calls().counts()).isEqualTo(Map.of("GET " + ONE, 1L));
    }

    @Test
    void a_snapshot_is_asked_for_and_unknown_where_the_host_is_away() {
        server.admin().create("web", Map.of("user.color", "gold"));
        LiveHost host = rig.connect(server);
        seen(host, "web");
        host.client()
                .orElseThrow()
                .request(ApiRequest.post("instances", "web", "snapshots").json(Map.of("name", "first")));

        await().untilAsserted(() -> assertThat(host.snapshot(ref("web"), "first"))
                .isInstanceOfSatisfying(
                        Sighting.Seen.class,
                        seen -> assertThat(seen.instance().config()).containsEntry("user.color", "gold")));
        assertThat(host.snapshot(ref("web"), "second")).isInstanceOf(Sighting.Gone.class);

        server.faults().killDaemon();
        assertThat(host.snapshot(ref("web"), "first")).isInstanceOf(Sighting.Unknown.class);
    }

    @Test
    void what_is_deleted_behind_its_back_is_gone() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");

        server.admin().delete("web");

        gone(host, "web");
    }

    @Test
    void what_is_renamed_is_gone_here_and_seen_there() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");

        server.admin().rename("default", "web", "shop");

        seen(host, "shop");
        gone(host, "web");
    }

    @Test
    void a_command_in_an_instance_is_no_reason_to_read_it() {
        server.admin().create("web", Map.of());
        server.admin().start("web");
        LiveHost host = rig.connect(server);
        status(host, "web", "Running");
        server.calls().reset();

        String operation = host.client()
                .orElseThrow()
                .instances()
                .exec(ref("web"), new ExecCommand(List.of("true"), Map.of(), null, null, null, true))
                .operationId()
                .orElseThrow();
        host.trackCommand(operation, ref("web"));
        await().until(() -> host.operation(operation, ref("web")), OperationView.Ended.class::isInstance);

        assertThat(server.calls().count("GET", ONE)).isZero();
    }

    @Test
    void a_storm_is_one_listing_rather_than_a_read_each() {
        int many = 200;
        for (int i = 0; i < many; i++) {
            server.admin().create("web-" + i, Map.of());
            server.admin().start("web-" + i);
        }
        LiveHost host = rig.connect(server);
        server.calls().reset();

        for (int i = 0; i < many; i++) {
            server.admin().stop("web-" + i);
        }

        await().untilAsserted(() -> assertThat(IntStream.range(0, many))
                .allSatisfy(i ->
                        assertThat(shown(host.look(ref("web-" + i))).status()).isEqualTo("Stopped")));
        assertThat(server.calls().total()).isLessThan(many / 2);
    }

    @Test
    void a_profile_that_changes_is_seen_in_projects_that_have_none_of_their_own_too() {
        server.admin().addProject("team-a");
        LiveHost host = rig.connect(server);
        await().until(() -> host.profiles("team-a").isPresent());

        server.admin().putProfile(profileWith("limits.memory", "1GiB"));

        await().untilAsserted(() -> assertThat(host.profiles("team-a").orElseThrow())
                .anySatisfy(profile -> assertThat(profile.config()).containsEntry("limits.memory", "1GiB")));
    }

    @Test
    void a_profile_that_changes_is_seen_in_those_who_use_it() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");

        server.admin().putProfile(profileWith("limits.memory", "1GiB"));

        await().untilAsserted(() ->
                assertThat(seen(host, "web").instance().expandedConfig()).containsEntry("limits.memory", "1GiB"));
        await().untilAsserted(() -> assertThat(host.profiles("default").orElseThrow())
                .anySatisfy(profile -> assertThat(profile.config()).containsEntry("limits.memory", "1GiB")));
    }

    @Test
    void profiles_that_could_not_be_read_are_read_again_and_nobody_is_judged_by_the_old_ones() {
        LiveHost host = rig.connect(server);
        await().until(() -> host.profiles("default").isPresent());
        server.faults().times(2, "GET", "/1\\.0/profiles", Fault.status(500, "database is locked"));
        server.calls().reset();

        server.admin().putProfile(profileWith("limits.memory", "1GiB"));

        await().until(() -> server.calls().count("GET", "/1.0/profiles") > 0);
        await().untilAsserted(() -> assertThat(host.life().memory().profiles("default"))
                .hasValueSatisfying(profiles -> assertThat(profiles)
                        .anySatisfy(profile -> assertThat(profile.config()).containsEntry("limits.memory", "1GiB"))));
    }

    /** The listing of before the gap is one thing, what was told of it another: whoever was told looks, and is told no more. */
    @Test
    void what_happens_in_a_gap_of_the_stream_while_the_host_is_being_listed_is_told() {
        ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
        try (SimulatedHost slow = SimulatedHost.builder().time(time).start()) {
            slow.admin().create("web", Map.of());
            slow.faults().times(1, "GET", "/1\\.0/profiles", new Fault.Late(ANSWERING));
            slow.faults().loseEvents(event -> true);
            AtomicReference<Sighting> lastTold = new AtomicReference<>(new Sighting.Gone());
            rig.hosts.subscribe(new WhoeverIsToldLooks(
                    () -> lastTold.set(rig.hosts.find(KEY).orElseThrow().look(ref("web")))));
            rig.declare(overSocket(slow, ""));
            await().until(() -> slow.calls().count("GET", "/1.0/profiles") == 1);

            slow.faults().cutEvents();
            slow.admin().start("web");
            await().until(() -> slow.eventListeners() == 1);
            time.advance(ANSWERING);

            await().untilAsserted(() -> assertThat(lastTold.get())
                    .isInstanceOfSatisfying(
                            Sighting.Seen.class,
                            seen -> assertThat(seen.instance().status()).isEqualTo("Running")));
        }
    }

    @Test
    void a_listing_that_another_server_is_accepted_during_is_nothing_to_what_is_known_of_that_one() {
        ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
        try (SimulatedHost slow = SimulatedHost.builder().time(time).start()) {
            slow.admin().create("web", Map.of());
            LiveHost host = rig.connect(slow);
            seen(host, "web");
            for (int i = 0; i < 100; i++) {
                host.life().memory().begin();
            }
            slow.faults().times(1, "GET", ALL, new Fault.Late(ANSWERING));
            slow.calls().reset();
            slow.admin().putProfile(profileWith("limits.memory", "1GiB"));
            await().until(() -> slow.calls().count("GET", ALL) == 1);

            rig.declare(overSocket(slow, "0".repeat(64)));
            rig.declare(overSocket(slow, slow.serverFingerprint()));
            time.advance(ANSWERING);
            await().until(() -> slow.calls().count("GET", ALL) > 1);
            connected(host);
            slow.admin().start("web");

            status(host, "web", "Running");
        }
    }

    private record WhoeverIsToldLooks(Runnable look) implements HostListener {
        @Override
        public void hostChanged(HostKey host) {
            look.run();
        }

        @Override
        public void instanceChanged(HostKey host, InstanceRef instance) {
            look.run();
        }
    }

    @Test
    void events_that_were_lost_are_made_up_for_by_the_next_listing() {
        rig.close();
        rig = new HostRig(FixedSettings.defaults().relistInterval(Duration.ofMillis(300)));
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        server.faults().loseEvents(event -> true);

        server.admin().delete("web");

        gone(host, "web");
    }

    @Test
    void an_instance_that_cannot_be_read_in_a_listing_is_not_gone_and_takes_no_other_with_it() {
        server.admin().create("web", Map.of("user.color", "green"));
        server.admin().create("db", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        String listing;
        try (IncusClient admin =
                IncusClient.builder().target(server.socketPath().toString()).build()) {
            server.admin().setConfig("web", "user.color", "red");
            listing = admin.request(
                            ApiRequest.get("instances").query("recursion", "1").query("all-projects", "true"))
                    .text();
        }
        server.faults().always("GET", ALL, new Fault.Garbled(listing.replace("\"name\":\"db\"", "\"name\":[]")));
        server.faults().cutEvents();

        await().untilAsserted(
                        () -> assertThat(seen(host, "web").instance().config()).containsEntry("user.color", "red"));
        connected(host);
        assertThat(seen(host, "db").instance().name()).isEqualTo("db");
        gone(host, "other");
        assertThat(host.look(ref("db"))).isInstanceOf(Sighting.Seen.class);
    }

    @Test
    void at_rest_nothing_is_asked_for() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        gone(host, "db");
        server.calls().reset();

        for (int i = 0; i < 100; i++) {
            host.look(ref("web"));
            host.look(ref("db"));
            host.profiles("default");
        }

        assertThat(server.calls().total()).isZero();
    }

    @Test
    void an_instance_that_cannot_be_read_is_unknown_in_the_servers_words_until_it_can() {
        server.admin().create("web", Map.of());
        LiveHost host = rig.connect(server);
        seen(host, "web");
        server.faults().times(1, "GET", "/1\\.0/instances/web", Fault.status(500, "member is down"));

        server.admin().start("web");

        await().untilAsserted(() -> assertThat(host.look(ref("web")))
                .isInstanceOfSatisfying(
                        Sighting.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("member is down")));
        status(host, "web", "Running");
    }

    @Test
    void a_refresh_brings_the_addresses_and_they_stay() {
        server.admin().create("web", Map.of());
        server.admin().start("web");
        LiveHost host = rig.connect(server);
        status(host, "web", "Running");
        assertThat(seen(host, "web").instance().state()).isNull();

        Sighting refreshed = host.refresh(ref("web"));

        assertThat(refreshed)
                .isInstanceOfSatisfying(
                        Sighting.Seen.class,
                        seen -> assertThat(seen.instance().state()).isNotNull());
        assertThat(seen(host, "web").etag()).isNotEmpty();
        server.admin().setConfig("web", "user.note", "x");
        await().untilAsserted(
                        () -> assertThat(seen(host, "web").instance().config()).containsEntry("user.note", "x"));
        assertThat(seen(host, "web").instance().state()).isNotNull();
    }

    @Test
    void a_restricted_client_sees_its_own_project() {
        server.admin().addProject("team-a");
        server.admin().create("team-a", "web", Map.of());
        server.admin().create("default", "secret", Map.of());

        LiveHost host = rig.declare(HostRig.overHttps(
                server.url(), server.trust("tenant", "team-a"), new PinnedCertificate(server.serverCertificate())));
        connected(host);

        await().until(() -> host.look(new InstanceRef("team-a", "web")), Sighting.Seen.class::isInstance);
        await().until(() -> host.look(new InstanceRef("team-a", "db")), Sighting.Gone.class::isInstance);
        await().untilAsserted(() -> assertThat(host.look(ref("secret"))).isInstanceOf(Sighting.Unknown.class));
        server.admin().stop("team-a", "web");
    }

    @Test
    void what_only_the_spec_says_changes_without_a_new_connection() {
        LiveHost host = rig.connect(server);
        server.calls().reset();
        HostDeclaration before = host.life().declaration();
        HostSpec paused = new HostSpec(before.spec().socket(), null, null, null, null, null, true);

        rig.declare(new HostDeclaration(paused, before.access(), before.acceptedServer()));

        assertThat(host.spec().pausedOrDefault()).isTrue();
        connected(host);
        assertThat(server.calls().total()).isZero();
    }

    @Test
    void a_host_that_is_no_more_is_not_found() {
        LiveHost host = rig.connect(server);

        rig.hosts.remove(KEY);

        assertThat(rig.hosts.find(KEY)).isEmpty();
        assertThat(host.client()).isEmpty();
        failed(host, HostReason.UNREACHABLE);
        await().until(server::eventListeners, count -> count == 0);
    }

    private static Instance shown(Sighting sighting) {
        return ((Sighting.Seen) sighting).instance();
    }

    private static SimulatedProfile profileWith(String key, String value) {
        return new SimulatedProfile("default", "", Map.of(key, value), Map.of());
    }
}
