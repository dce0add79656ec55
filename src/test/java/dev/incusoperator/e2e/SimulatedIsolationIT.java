package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three hosts, of which one is dead and one takes calls and never answers: what that costs the third, and an operator that is asked to end. */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SimulatedIsolationIT extends EndToEnd {
    private static final int WAITING = 4;

    /** A reconcile for each news of an instance of its own; what others wait for costs a look each time their host is tried again. */
    private static final int FOR_THE_OTHERS = 60;

    /** Four times as many are more than the threads that reconcile. */
    private static final int ON_EACH = 16;

    private SimulatedHost good;
    private SimulatedHost dead;
    private SimulatedHost hanging;

    @Override
    Place place() {
        good = SimulatedHost.builder().start();
        dead = SimulatedHost.builder().start();
        hanging = SimulatedHost.builder().start();
        return new SimulatedPlace(good, By.SOCKET);
    }

    @AfterEach
    void heal() {
        good.faults().heal();
        hanging.faults().heal();
        dead.faults().startDaemon();
    }

    @AfterAll
    void leave_the_other_places() {
        dead.close();
        hanging.close();
    }

    @Test
    void a_dead_host_and_a_hanging_one_cost_the_third_ones_instances_no_reconciles() {
        long alone = reconcilesOf("alone");
        TestHost deadHost = story().openHost("dead", socket(dead));
        List<TestInstance> onDead = created(deadHost, "dead");
        List<TestInstance> onHanging = created(story().openHost("hanging", socket(hanging)), "hanging");
        onDead.forEach(TestInstance::awaitReady);
        onHanging.forEach(TestInstance::awaitReady);

        dead.faults().killDaemon();
        deadHost.awaitReady("Unreachable");
        hanging.faults().always("GET|PUT|PATCH|POST|DELETE", ".*", Fault.hang());
        onHanging.forEach(each -> each.edit("config: {user.changed: 'yes'}"));
        onDead.forEach(each -> each.edit("config: {user.changed: 'yes'}"));
        onDead.forEach(each -> each.awaitReady("HostUnreachable"));

        assertThat(reconcilesOf("beside")).isLessThanOrEqualTo(alone + FOR_THE_OTHERS);

        hanging.faults().heal();
        hanging.faults().restartDaemon();
        dead.faults().startDaemon();
        onHanging.forEach(each -> awaitChanged(hanging, each));
        onDead.forEach(each -> awaitChanged(dead, each));
    }

    /** How often the operator looked at instances until a new one on the good host was Ready. */
    private long reconcilesOf(String word) {
        long before = story().operator().reconciliations();
        story().create(word, "exec: [{name: greet, command: [echo, hello]}]").awaitReady();
        return story().operator().reconciliations() - before;
    }

    @Test
    void four_hosts_that_hang_do_not_keep_a_fifth_ones_instances_waiting() {
        List<SimulatedHost> four = IntStream.range(0, 4)
                .mapToObj(i -> SimulatedHost.builder().start())
                .toList();
        // what hangs does so to the end
        story().operator().startAgainWith(Map.of("INCUS_OPERATOR_HOSTS_CALL_TIMEOUT", "1h"));
        try {
            List<TestInstance> onFour = onEach(four);
            onFour.forEach(TestInstance::awaitReady);
            List<Long> before = four.stream().map(host -> host.calls().total()).toList();
            four.forEach(host -> host.faults().always("GET|PUT|PATCH|POST|DELETE", ".*", Fault.hang()));
            onFour.forEach(each -> each.edit("config: {user.changed: 'yes'}"));
            for (int i = 0; i < four.size(); i++) {
                SimulatedHost host = four.get(i);
                long known = before.get(i);
                Eventually.isSo(
                        "a host is asked, and answers nothing",
                        () -> host.calls().total() > known);
            }

            TestInstance fifth = story().create("fifth", "exec: [{name: greet, command: [echo, hello]}]");
            fifth.awaitReady();
            fifth.edit("config: {user.changed: 'yes'}");
            awaitChanged(good, fifth);
            fifth.delete();
            fifth.awaitGone();
        } finally {
            four.forEach(host -> host.faults().heal());
            story().operator().startAgainWith(Map.of());
            story().removeResources();
            four.forEach(SimulatedHost::close);
        }
    }

    private List<TestInstance> onEach(List<SimulatedHost> servers) {
        List<TestInstance> made = new ArrayList<>();
        for (SimulatedHost server : servers) {
            TestHost host = story().openHost("hangs-" + made.size(), socket(server));
            IntStream.range(0, ON_EACH)
                    .forEach(i -> made.add(story().createOn(host, story().namespace(), "hangs-" + made.size(), "")));
        }
        return made;
    }

    @Test
    void asked_to_end_while_a_host_hangs_and_operations_are_under_way_it_ends_and_goes_on_where_it_was() {
        List<TestInstance> onHanging = created(story().openHost("hanging", socket(hanging)), "hanging");
        onHanging.forEach(TestInstance::awaitReady);
        TestInstance web =
                story().create("web", "exec: [{name: slow, command: [sh, -c, 'echo run >> /runs; sleep 2']}]");
        web.await(
                "runs its command",
                now -> now.getStatus() != null
                        && now.getStatus().execOrEmpty().stream().anyMatch(exec -> exec.operation() != null));
        hanging.faults().always("GET|PUT|PATCH|POST|DELETE", ".*", Fault.hang());
        onHanging.forEach(each -> each.edit("config: {user.changed: 'yes'}"));

        assertThat(story().operator().terminate()).isIn(0, 143);

        assertThat(onHanging).allSatisfy(each -> {
            assertThat(each.condition("Ready").getStatus())
                    .as("what was written is whole")
                    .isNotEmpty();
            assertThat(each.status().instance()).isNotNull();
        });
        hanging.faults().heal();
        hanging.faults().restartDaemon();
        story().operator().startAgain();

        onHanging.forEach(each -> awaitChanged(hanging, each));
        web.await(
                "is told its end or that it is not known",
                now -> now.getStatus().execOrEmpty().stream().noneMatch(exec -> exec.state() == ExecState.RUNNING));
        assertThat(web.exec("slow").attempts()).isEqualTo(1);
        assertThat(story().admin().lines(web.ref(), "/runs")).isEqualTo(1);
    }

    @Test
    void a_host_that_says_that_it_has_too_much_to_do_is_asked_again_less_and_less_often() {
        Fault tooMany = new Fault.Refused(429, "Too many requests", Map.of("Retry-After", "1"));
        good.faults().times(3, "POST", "/1.0/instances", tooMany);

        TestInstance web = story().create("web", "");
        web.awaitReady();

        assertThat(good.instance(web.ref().name()).orElseThrow().starts()).isEqualTo(1);
    }

    @Test
    void a_host_that_asks_to_be_left_alone_is_and_no_other_host_is_held_by_it() {
        Fault tooMany = new Fault.Refused(429, "Too many requests", Map.of("Retry-After", "300"));
        hanging.faults().always("POST", "/1.0/instances", tooMany);
        long before = hanging.calls().count("POST", "/1.0/instances");

        TestInstance waiting = story().createOn(story().openHost("pausing", socket(hanging)), "");
        waiting.awaitReady("HostBusy");
        created(story().host(), "beside").forEach(TestInstance::awaitReady);

        assertThat(waiting.condition("Ready").getReason()).isEqualTo("HostBusy");
        assertThat(hanging.calls().count("POST", "/1.0/instances") - before).isEqualTo(1);
        // whether nothing is left there only that host can say, which may not be asked for minutes
        waiting.annotate("force-orphan", "true");
    }

    private List<TestInstance> created(TestHost host, String word) {
        List<TestInstance> all = new ArrayList<>();
        IntStream.range(0, WAITING)
                .forEach(i -> all.add(story().createOn(host, story().namespace(), word + "-" + i, "")));
        return all;
    }

    private static void awaitChanged(SimulatedHost host, TestInstance instance) {
        Eventually.isSo(
                instance.name() + " is as declared",
                () -> host.instance(instance.ref().name()).stream()
                        .anyMatch(each -> "yes".equals(each.config().get("user.changed"))));
        instance.awaitReady();
    }

    private static String socket(SimulatedHost host) {
        return "socket: {path: " + host.socketPath() + "}";
    }
}
