package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.ready.CloudInitResult;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a running instance is ready, check by check. */
class ReadinessPlannerTest {
    private static final String COMMAND = "exec: [{name: greet, command: [greet]}]";
    private static final String IPV4 = "readyWhen: [{type: IPv4}]";
    private static final String ON_ETH1 = "readyWhen: [{type: IPv4, nic: eth1}]";
    private static final String WAITS = "Progressing NotReadyYet";
    private static final String READY = "InSync Ready";
    private static final String STARTED = "last_used_at: '" + Given.STARTED + "'";

    private final Planner planner = new Planner();

    record Row(String sentence, Given given, String step) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("one that has started is ready", on(shown(), "readyWhen: [{type: Started}]"), READY),
                new Row("an address is awaited before anybody has looked", on(shown(), IPV4), WAITS),
                new Row("and where there is none", on(addressed("lo", "inet", "127.0.0.1", "local"), IPV4), WAITS),
                new Row("it has come", on(addressed("eth0", "inet", "10.0.0.5", "global"), IPV4), READY),
                new Row(
                        "one of the link alone does not count",
                        on(addressed("eth0", "inet", "169.254.0.5", "link"), IPV4),
                        WAITS),
                new Row(
                        "one of the other family neither",
                        on(addressed("eth0", "inet6", "fd42::5", "global"), IPV4),
                        WAITS),
                new Row(
                        "but for the check of that",
                        on(addressed("eth0", "inet6", "fd42::5", "global"), "readyWhen: [{type: IPv6}]"),
                        READY),
                new Row(
                        "link-local is no IPv6 address to wait for",
                        on(addressed("eth0", "inet6", "fe80::5", "link"), "readyWhen: [{type: IPv6}]"),
                        WAITS),
                new Row(
                        "one of another interface neither",
                        on(addressed("eth0", "inet", "10.0.0.5", "global"), ON_ETH1),
                        WAITS),
                new Row("that of a bridge in the guest does not count", on(bridged(), IPV4), WAITS),
                new Row("unless it is named", on(bridged(), "readyWhen: [{type: IPv4, nic: docker0}]"), READY),
                new Row(
                        "the one that is named counts",
                        on(addressed("eth1", "inet", "10.0.0.5", "global"), ON_ETH1),
                        READY),
                new Row("a container has no agent to wait for", on(shown(), "readyWhen: [{type: Agent}]"), READY),
                new Row(
                        "a virtual machine has",
                        on(machine("state: {processes: -1}"), "readyWhen: [{type: Agent}]"),
                        WAITS),
                new Row("which answers", on(machine("state: {processes: 3}"), "readyWhen: [{type: Agent}]"), READY),
                new Row("cloud-init is awaited", on(shown(), "readyWhen: [{type: CloudInit}]"), WAITS),
                new Row(
                        "it has finished",
                        on(shown(), "readyWhen: [{type: CloudInit}]").inside(cloudInit(new CloudInitResult.Done())),
                        READY),
                new Row(
                        "or failed",
                        on(shown(), "readyWhen: [{type: CloudInit}]")
                                .inside(cloudInit(new CloudInitResult.Failed("no such package"))),
                        "Failed CloudInitFailed"),
                new Row("the instance's own word is awaited", on(shown(), "readyWhen: [{type: InstanceReady}]"), WAITS),
                new Row(
                        "and heard",
                        on(shown("status: Ready", "status_code: 113"), "readyWhen: [{type: InstanceReady}]"),
                        READY),
                new Row(
                        "where the server can tell it",
                        on(shown(), "readyWhen: [{type: InstanceReady}]").onPlainServer(),
                        "Refused CheckUnsupported"),
                new Row(
                        "all checks must hold",
                        on(addressed("eth0", "inet", "10.0.0.5", "global"), "readyWhen: [{type: IPv4}, {type: IPv6}]"),
                        WAITS),
                new Row("commands wait for them", on(shown(), IPV4, COMMAND), WAITS),
                new Row(
                        "and run then",
                        on(addressed("eth0", "inet", "10.0.0.5", "global"), IPV4, COMMAND),
                        "exec Run greet attempt 1"),
                new Row(
                        "one that is asked to be stopped is ready without",
                        asked(IPV4, "powerState: Stopped").seen(shown("status: Stopped", "status_code: 102")),
                        READY),
                new Row(
                        "what was seen in this run holds until it is looked at",
                        on(shown(STARTED), IPV4).inside(wasReady(Given.STARTED)),
                        READY),
                new Row(
                        "but not in another run",
                        on(shown(STARTED), IPV4).inside(wasReady("2026-02-28T00:00:00Z")),
                        WAITS),
                new Row(
                        "an address that was lost makes it unready",
                        on(shown(STARTED, "state: {network: {}}"), IPV4).inside(wasReady(Given.STARTED)),
                        WAITS),
                new Row(
                        "a virtual machine's command waits for its agent unasked",
                        on(machine("state: {processes: -1}"), COMMAND),
                        WAITS),
                new Row("and runs then", on(machine("state: {processes: 3}"), COMMAND), "exec Run greet attempt 1"),
                new Row(
                        "a virtual machine without anything to do in it is ready without agent",
                        on(machine("state: {processes: -1}"), "ephemeral: false"),
                        READY));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_next_step(Row row) {
        assertThat(StepText.of(planner.next(row.given().situation()), NOW)).isEqualTo(row.step());
    }

    @Test
    void a_check_that_no_longer_holds_runs_nothing_again_and_what_runs_is_followed() {
        String hash = new dev.incusoperator.instance.exec.ExecHash().of(Given.entry("greet"), Given.UUID, "");
        Given lost = on(shown("state: {network: {}}"), IPV4, COMMAND)
                .exec(Given.command("name: greet", "hash: " + hash, "state: Succeeded"));
        Given running = on(shown("state: {network: {}}"), IPV4, COMMAND)
                .exec(Given.command("name: greet", "hash: " + hash, "state: Running", "operation: c"))
                .view(
                        "c",
                        new dev.incusoperator.host.Host.OperationView.Ended(Given.ended("c", 200, "", "{return: 0}")));

        assertThat(StepText.of(planner.next(lost.situation()), NOW)).isEqualTo(WAITS);
        assertThat(StepText.of(planner.next(running.situation()), NOW)).isEqualTo("exec Collect");
    }

    @Test
    void what_is_awaited_is_said() {
        assertThat(message(on(shown(), ON_ETH1))).contains("global IPv4 address on eth1");
        assertThat(message(on(shown(), "readyWhen: [{type: CloudInit}]"))).contains("no cloud-init", "leave the check");
        assertThat(message(on(shown(), "readyWhen: [{type: CloudInit}]")
                        .inside(cloudInit(new CloudInitResult.Failed("no such package")))))
                .contains("no such package", "cloud-init-output.log");
        assertThat(message(on(shown(), "readyWhen: [{type: InstanceReady}]").onPlainServer()))
                .contains("ClusterIncusHost/local", "instance_ready_state", "another check");
    }

    @Test
    void what_cloud_init_says_of_a_secrets_user_data_is_not_told() {
        Given given = on(shown(), "readyWhen: [{type: CloudInit}]", "cloudInit: {userDataSecretRef: {name: s, key: k}}")
                .inside(cloudInit(new CloudInitResult.Failed("Command: ['useradd', '--password', 'hunter2']")));

        Step step = new ReadinessPlanner().next(shown(), given.situation()).orElseThrow();

        assertThat(((Step.Rest) step).outcome().message())
                .doesNotContain("hunter2")
                .contains("finished with errors", "the Secret", "cloud-init-output.log");
    }

    private String message(Given given) {
        return ((Step.Rest) planner.next(given.situation())).outcome().message();
    }

    private static Given on(Instance instance, String... lines) {
        return asked(lines).seen(instance);
    }

    private static Instance machine(String state) {
        return shown("type: virtual-machine", state);
    }

    /** The instance's own interface has no address, a bridge that the guest has made has one. */
    private static Instance bridged() {
        return shown(
                "expanded_devices: {eth0: {type: nic}}",
                "state: {processes: 3, network: {docker0: {addresses: [{family: inet, address: 172.17.0.1, scope: global}]},"
                        + " eth0: {addresses: []}}}");
    }

    private static Instance addressed(String nic, String family, String address, String scope) {
        return shown("state: {processes: 3, network: {" + nic + ": {addresses: [{family: " + family + ", address: '"
                + address + "', scope: " + scope + "}]}}}");
    }

    private static Inside cloudInit(CloudInitResult result) {
        return new Inside(source -> Optional.empty(), run -> result, Optional.empty());
    }

    private static Inside wasReady(String startedAt) {
        return new Inside(
                source -> Optional.empty(),
                run -> new CloudInitResult.Pending(""),
                Optional.of(Given.UUID + "@" + startedAt));
    }
}
