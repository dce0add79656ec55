package dev.incusoperator.host;

import static dev.incusoperator.host.HostRig.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.HostLimits;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Admission;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often a live host is asked, by its own account and by its server's. */
@Tag(Servers.SIMULATED)
class LiveHostPaceTest {
    private static final int RATE = 20;
    private static final int INSTANCES = 30;
    private static final String PROJECT = "/1.0/projects/{project}";

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

    /** Of the requests, those after the first of each step, and those that follow what a step began, are not held back but paid back. */
    @Test
    void all_that_a_host_is_sent_keeps_to_its_limit() {
        long begun = System.nanoTime();
        LiveHost host = limited(RATE);
        Set<InstanceRef> left = new HashSet<>();
        for (int i = 0; i < INSTANCES; i++) {
            left.add(ref("web-" + i));
        }

        patiently().pollInterval(Duration.ofMillis(5)).until(() -> {
            left.removeIf(each -> created(host, each));
            return left.isEmpty();
        });
        long elapsed = System.nanoTime() - begun;

        double mayHaveBeenSent = RATE + RATE * (elapsed / 1e9);
        int begunLast = Turns.AT_A_TIME * 3;
        assertThat(server.calls().total()).isGreaterThanOrEqualTo(2 * INSTANCES);
        assertThat((double) server.calls().total()).isLessThanOrEqualTo(mayHaveBeenSent + begunLast);
    }

    @Test
    void a_host_that_has_used_up_its_limit_holds_no_other_host() {
        LiveHost slow = limited(1);
        spend(slow, 600);
        try (SimulatedHost other = SimulatedHost.builder().start();
                HostRig beside = new HostRig(FixedSettings.defaults())) {
            LiveHost fast = beside.connect(other);

            assertThat(created(fast, ref("web"))).isTrue();
            assertThat(slow.turn(HostRig.claim(ref("web")))).isInstanceOf(Admission.Later.class);
        }
    }

    @Test
    void another_limit_in_the_spec_takes_effect_at_once() {
        LiveHost host = limited(1);
        spend(host, 600);
        assertThat(host.turn(HostRig.claim(ref("web")))).isInstanceOf(Admission.Later.class);

        limited(1_000);

        patiently().until(() -> rig.heard.instances.contains(ref("web")));
        assertThat(host.turn(HostRig.claim(ref("web")))).isInstanceOf(Admission.Turn.class);
    }

    @Test
    void nothing_is_begun_before_the_time_that_the_host_asks_for_and_who_waits_hears_of_it() {
        LiveHost host = limited(1_000);
        server.faults()
                .times(1, "POST", "/1.0/instances", new Fault.Refused(429, "Too many", Map.of("Retry-After", "2")));
        long asked = System.nanoTime();
        assertThatThrownBy(() -> created(host, ref("web"))).isInstanceOf(ApiError.class);

        Admission first = host.turn(HostRig.claim(ref("web")));
        patiently().until(() -> rig.heard.instances.contains(ref("web")) && created(host, ref("web")));

        assertThat(System.nanoTime() - asked)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(server.calls().count("POST", "/1.0/instances")).isEqualTo(2);
        assertThat(first).isInstanceOf(Admission.Later.class);
    }

    /** Anybody may write the name of a project into a resource: what is asked because of that is within the limit too. */
    @Test
    void whether_projects_exist_is_not_asked_beyond_the_limit() {
        LiveHost host = limited(1);
        spend(host, 600);
        server.calls().reset();
        for (int i = 0; i < INSTANCES; i++) {
            host.look(new InstanceRef("invented-" + i, "web"));
        }
        host.profiles("invented");
        patiently().until(() -> server.calls().count("GET", "/1.0/profiles") == 1);

        assertThat(server.calls().count("GET", PROJECT)).isZero();

        limited(1_000);
        patiently().until(() -> server.calls().count("GET", PROJECT) == INSTANCES);
    }

    @Test
    void for_somebody_who_may_not_look_into_a_project_nothing_is_asked() {
        server.admin().addProject("team-a");
        server.admin().create("team-a", "web", Map.of("user.owner", "them"));
        LiveHost host = limited(1_000);
        InstanceRef web = new InstanceRef("team-a", "web");
        patiently().until(() -> host.look(web) instanceof Sighting.Seen);
        server.calls().reset();

        assertThat(host.lookForOwn(web, any -> true)).isInstanceOf(Sighting.Seen.class);
        assertThat(host.lookForOwn(web, any -> false)).isInstanceOf(Sighting.Gone.class);
        assertThat(host.lookForOwn(new InstanceRef("invented", "web"), any -> true))
                .isInstanceOf(Sighting.Gone.class);
        host.profiles("invented");
        patiently().until(() -> server.calls().count("GET", "/1.0/profiles") == 1);

        assertThat(server.calls().total()).isEqualTo(1);
    }

    private LiveHost limited(int perSecond) {
        LiveHost host =
                rig.declare(HostRig.overSocket(server.socketPath().toString(), "", new HostLimits(null, perSecond)));
        HostRig.connected(host);
        return host;
    }

    private static void spend(LiveHost host, int requests) {
        for (int i = 0; i < requests; i++) {
            host.client().orElseThrow().server().projectExists("default");
        }
    }

    private static boolean created(LiveHost host, InstanceRef instance) {
        if (host.turn(HostRig.claim(instance)) instanceof Admission.Turn turn) {
            try (turn) {
                String operation = host.client()
                        .orElseThrow()
                        .instances()
                        .create("default", null, definition(instance.name()))
                        .operationId()
                        .orElseThrow();
                host.track(operation, instance);
                return true;
            }
        }
        return false;
    }

    private static ObjectNode definition(String name) {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("name", name);
        definition.putObject("source").put("type", "image").put("alias", "busybox");
        return definition;
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
