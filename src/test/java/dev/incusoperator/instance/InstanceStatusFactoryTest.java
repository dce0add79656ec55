package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.operation;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.InstanceAddress;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.api.v1alpha1.ObservedInstance;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceStatusFactoryTest {
    private static final String ADDRESSED = """
            state: {status: Running, status_code: 103, pid: 7, network: {
              eth0: {addresses: [
                {family: inet6, address: 'fd42::5', netmask: '64', scope: global},
                {family: inet6, address: 'fe80::5', netmask: '64', scope: link},
                {family: inet, address: 10.0.0.5, netmask: '24', scope: global}]},
              lo: {addresses: [{family: inet, address: 127.0.0.1, netmask: '8', scope: local}]}}}""";
    private static final String UNADDRESSED = "state: {status: Running, status_code: 103, network: {}}";
    private static final Outcome READY = new Outcome.InSync("Ready", "it is as declared");

    private final InstanceStatusFactory factory = at(NOW);

    @Test
    void an_instance_is_told_as_the_host_shows_it() {
        ObservedInstance seen = built(
                        null, shown(ADDRESSED, "location: node2", "last_used_at: '" + Given.STARTED + "'"))
                .instance();

        assertThat(seen)
                .isEqualTo(new ObservedInstance(
                        "web",
                        "default",
                        "ClusterIncusHost/local",
                        Given.UUID,
                        "Running",
                        "container",
                        "x86_64",
                        "node2",
                        null,
                        "2026-03-01T10:00:00Z",
                        Given.STARTED,
                        "10.0.0.5",
                        "fd42::5",
                        List.of(
                                new InstanceAddress("eth0", "inet", "10.0.0.5", "global", null, null),
                                new InstanceAddress("eth0", "inet6", "fd42::5", "global", null, null),
                                new InstanceAddress("eth0", "inet6", "fe80::5", "link", null, null))));
    }

    @Test
    void the_address_in_the_column_is_that_of_the_first_network_device_and_all_are_told_with_mac_and_link_state() {
        ObservedInstance seen = built(null, shown("""
                expanded_devices: {lan: {type: nic, name: eth1, hwaddr: '10:66:6a:00:00:01'}, wan: {type: nic, name: eth0}},
                state: {status: Running, status_code: 103, pid: 7, network: {
                  docker0: {hwaddr: '02:42:00:00:00:01', state: down, addresses: [
                    {family: inet, address: 172.17.0.1, netmask: '16', scope: global}]},
                  eth0: {hwaddr: '10:66:6a:00:00:02', state: up, addresses: [
                    {family: inet, address: 192.0.2.7, netmask: '24', scope: global},
                    {family: inet6, address: 'fd42::7', netmask: '64', scope: global}]},
                  eth1: {hwaddr: '10:66:6a:00:00:01', state: up, addresses: [
                    {family: inet, address: 10.0.0.5, netmask: '24', scope: global}]}}}""")).instance();

        assertThat(seen.ipv4()).isEqualTo("10.0.0.5");
        assertThat(seen.ipv6()).isEqualTo("fd42::7");
        assertThat(seen.addresses())
                .containsExactly(
                        new InstanceAddress("eth1", "inet", "10.0.0.5", "global", "10:66:6a:00:00:01", "up"),
                        new InstanceAddress("eth0", "inet", "192.0.2.7", "global", "10:66:6a:00:00:02", "up"),
                        new InstanceAddress("eth0", "inet6", "fd42::7", "global", "10:66:6a:00:00:02", "up"),
                        new InstanceAddress("docker0", "inet", "172.17.0.1", "global", "02:42:00:00:00:01", "down"));
    }

    @Test
    void a_host_that_is_no_cluster_has_no_location_to_tell() {
        assertThat(built(null, shown("location: none")).instance().location()).isNull();
        assertThat(built(null, shown("location: ''")).instance().location()).isNull();
    }

    @Test
    void an_image_is_told_by_its_description_else_by_its_fingerprint() {
        assertThat(image(Map.of("image.description", "BusyBox 1.35", "volatile.base_image", "abc")))
                .isEqualTo("BusyBox 1.35");
        assertThat(image(Map.of("image.description", " ", "volatile.base_image", "abc")))
                .isEqualTo("abc");
        assertThat(image(Map.of())).isNull();
        assertThat(image(Map.of("image.description", "x".repeat(1_000)))).hasSize(256);
    }

    @Test
    void addresses_stand_while_the_state_is_not_known_anew() {
        InstanceStatus addressed = built(null, shown(ADDRESSED));

        assertThat(built(addressed, shown()).instance()).isEqualTo(addressed.instance());
        assertThat(built(addressed, shown("status: Frozen", "status_code: 110"))
                        .instance()
                        .ipv4())
                .isEqualTo("10.0.0.5");
    }

    @Test
    void addresses_go_when_the_state_says_so_when_it_stops_and_when_it_is_another_instance() {
        InstanceStatus addressed = built(null, shown(ADDRESSED));

        assertThat(built(addressed, shown(UNADDRESSED)).instance().addresses()).isNull();
        assertThat(built(addressed, shown(UNADDRESSED)).instance().ipv4()).isNull();
        assertThat(built(addressed, shown("status: Stopped", "status_code: 102"))
                        .instance()
                        .ipv4())
                .isNull();
        assertThat(built(addressed, shown(ADDRESSED, "status: Stopped", "status_code: 102"))
                        .instance()
                        .addresses())
                .as("a stopped instance has none, whatever its state still says")
                .isNull();
        String marks = "user.incusoperator.owner: cluster-1/team-a/web, user.incusoperator.instance: default/web";
        assertThat(built(addressed, shown("config: {volatile.uuid: another, " + marks + "}"))
                        .instance()
                        .ipv4())
                .isNull();
    }

    @Test
    void that_one_is_missing_is_remembered_whatever_else_is_to_be_told() {
        InstanceStatus before = built(null, shown(ADDRESSED));
        Situation gone = asked("onMissing: Report").known().situation();

        for (Outcome outcome : List.of(
                new Outcome.Refused("InstanceMissing", "gone"),
                new Outcome.Paused("Paused", "paused"),
                new Outcome.Refused("PolicyDenied", "no"))) {
            InstanceStatus after = factory.build(before, 1, gone, outcome);
            assertThat(after.instance().status()).isEqualTo("Missing");
            assertThat(Memory.of(after).known()).isTrue();
        }
    }

    @Test
    void what_was_seen_stands_while_nothing_can_be_seen_and_goes_when_it_is_proven_gone() {
        InstanceStatus before = built(null, shown(ADDRESSED));

        assertThat(built(before, new Sighting.Unknown("away")).instance()).isEqualTo(before.instance());
        assertThat(built(before, new Sighting.Pending("being read")).instance()).isEqualTo(before.instance());
        assertThat(built(before, new Sighting.Gone()).instance()).isNull();
        assertThat(built(null, new Sighting.Unknown("away")).instance()).isNull();
    }

    @Test
    void an_instance_of_somebody_else_is_not_told_as_ours() {
        InstanceStatus before = built(null, shown(ADDRESSED));

        assertThat(built(before, Given.instance(103, Given.FOREIGN.config(Given.WEB)))
                        .instance())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60, 86_400, 31_536_000})
    void nothing_changes_merely_because_time_passes(long seconds) {
        for (Given given : List.of(
                asked().seen(shown(ADDRESSED)),
                asked("exec: [{name: a, command: [a]}]").seen(shown()).exec(command("name: a", "state: Running")),
                asked().operation(operation("id: op", "action: start", "state: Running", "startedAt: '" + NOW + "'"))
                        .view("op", new OperationView.Running("45%")),
                asked().sighting(new Sighting.Unknown("away")),
                asked().sighting(new Sighting.Gone()))) {
            for (Outcome outcome : outcomes()) {
                InstanceStatus first = factory.build(null, 3, given.situation(), outcome);

                Situation later = given.now(NOW.plusSeconds(seconds)).situation();
                InstanceStatus second = at(NOW.plusSeconds(seconds)).build(first, 3, later, outcome);

                assertThat(second).isEqualTo(first);
            }
        }
    }

    @Test
    void what_the_planner_says_does_not_change_merely_because_time_passes() {
        Planner planner = new Planner();
        Given retry = asked("exec: [{name: a, command: [a], onFailure: Retry}]").seen(ours(103));
        String hash = new dev.incusoperator.instance.exec.ExecHash()
                .of(Given.entry("a", "onFailure: Retry"), Given.UUID, Given.STARTED);
        retry.exec(command("name: a", "hash: " + hash, "state: Failed", "finishedAt: '" + NOW + "'"));
        List<Given> waiting = List.of(
                retry,
                asked().seen(ours(106)),
                asked().operation(operation("id: op", "action: create", "state: Running", "startedAt: '" + NOW + "'"))
                        .view("op", new OperationView.Running("")));

        assertThat(waiting)
                .allSatisfy(given -> assertThat(outcome(
                                planner.next(given.now(NOW.plusSeconds(1)).situation())))
                        .isEqualTo(outcome(
                                planner.next(given.now(NOW.plusSeconds(9)).situation()))));
    }

    @Test
    void the_last_operation_is_told_and_while_it_goes_on_how_far_it_is() {
        Given given = asked().operation(operation("id: op", "action: create", "state: Running", "startedAt: x"));

        assertThat(told(given.view("op", new OperationView.Running("rootfs: 45%"))))
                .isEqualTo(operation(
                        "id: op", "action: create", "state: Running", "startedAt: x", "progress: 'rootfs: 45%'"));
        assertThat(told(given.view("op", new OperationView.Running("x".repeat(500))))
                        .progress())
                .hasSize(128);
        assertThat(told(given.view("op", new OperationView.Running(""))).progress())
                .isNull();
        assertThat(told(given.view("op", new OperationView.NotTracked())))
                .isEqualTo(operation("id: op", "action: create", "state: Running", "startedAt: x"));
    }

    @Test
    void commands_that_left_the_spec_are_told_no_longer() {
        Given given = asked("exec: [{name: a, command: [a]}]")
                .exec(command("name: a", "state: Succeeded"), command("name: b", "state: Succeeded"));

        assertThat(factory.build(null, 1, given.situation(), READY).exec())
                .containsExactly(command("name: a", "state: Succeeded"));
        assertThat(factory.build(null, 1, asked().situation(), READY).exec()).isNull();
    }

    @Test
    void the_generation_that_was_judged_is_told() {
        InstanceStatus status = factory.build(null, 7, asked().situation(), READY);

        assertThat(status.observedGeneration()).isEqualTo(7);
        assertThat(status.conditionsOrEmpty())
                .allSatisfy(condition ->
                        assertThat(condition.getObservedGeneration()).isEqualTo(7));
    }

    private dev.incusoperator.api.v1alpha1.OperationStatus told(Given given) {
        return Optional.ofNullable(
                        factory.build(null, 1, given.situation(), READY).operation())
                .orElseThrow();
    }

    private static String image(Map<String, String> config) {
        Map<String, String> all = new java.util.HashMap<>(Given.MARK.config(Given.WEB));
        all.putAll(config);
        return at(NOW).build(null, 1, asked().seen(Given.instance(103, all)).situation(), READY)
                .instance()
                .image();
    }

    private InstanceStatus built(InstanceStatus before, Instance instance) {
        return built(before, Given.sight(instance));
    }

    private InstanceStatus built(InstanceStatus before, Sighting sighting) {
        return factory.build(before, 1, asked().sighting(sighting).situation(), READY);
    }

    private static InstanceStatusFactory at(Instant now) {
        return new InstanceStatusFactory(Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Outcome outcome(Step step) {
        return step instanceof Step.Wait wait ? wait.outcome() : ((Step.Rest) step).outcome();
    }

    private static List<Outcome> outcomes() {
        List<Outcome> all = new ArrayList<>(List.of(READY));
        all.add(new Outcome.Progressing("Creating", "m"));
        all.add(new Outcome.Waiting("HostUnreachable", "m"));
        all.add(new Outcome.Paused("Paused", "m"));
        all.add(new Outcome.Failed("StartFailed", "m"));
        all.add(new Outcome.Refused("NameConflict", "m"));
        return all;
    }
}
