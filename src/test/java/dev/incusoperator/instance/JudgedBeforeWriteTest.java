package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.Fault;
import dev.incusoperator.simulated.InstanceView;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedImage;
import dev.incusoperator.simulated.SimulatedProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the access rules give is asked of what is read right before a write, not of what was seen when a reconcile began. */
class JudgedBeforeWriteTest {
    private static final InstanceRef WEB = new InstanceRef("default", "web");
    private static final String STATE = "/1.0/instances/{name}/state";
    private static final String INSTANCE = "/1.0/instances/{name}";

    private static SimulatedProfile rooted() {
        return new SimulatedProfile(
                "rooted", "", Map.of(), Map.of("data", Map.of("type", "disk", "source", "/srv", "path", "/data")));
    }

    private static Bench bench(String allow, String... spec) {
        Bench bench = new Bench(SimulatedHost.builder().product(Product.INCUS).profile(rooted()), spec);
        bench.given(allow);
        return bench;
    }

    private static InstanceView web(Bench bench) {
        return bench.simulated.instance("web").orElseThrow();
    }

    @Test
    void a_mask_that_was_put_on_while_the_reconcile_began_is_not_taken_away() {
        try (Bench bench = new Bench(SimulatedHost.builder()
                .product(Product.INCUS)
                .latency(Latency.none().with(Latency.Kind.UPDATE, Duration.ofSeconds(1)))
                .profile(rooted()))) {
            bench.given("{}");
            bench.untilReady("True Ready");
            bench.host.remembers(WEB);
            bench.asks("profiles: [default, rooted]", "devices: {data: {type: none}}");
            bench.reconcile();
            bench.passes(Duration.ofSeconds(1));
            await().until(() -> bench.simulated.runningOperations() == 0);

            bench.asks();
            bench.whileDeciding = bench.host::remembersNothing;
            bench.untilReady("False PolicyDenied");

            assertThat(bench.message()).contains("the host's path /srv");
            assertThat(web(bench).devices().get("data")).containsEntry("type", "none");
        }
    }

    @Test
    void a_mask_that_the_observation_does_not_show_yet_is_not_taken_away_by_another_change() {
        try (Bench bench = bench("{}")) {
            bench.untilReady("True Ready");
            bench.host.remembers(WEB);
            bench.asks("profiles: [default, rooted]", "devices: {data: {type: none}}");
            bench.until(b -> web(b).devices().containsKey("data"));

            bench.asks("config: {user.color: green}");
            bench.untilReady("False PolicyDenied");

            assertThat(web(bench).devices().get("data")).containsEntry("type", "none");
            assertThat(web(bench).config()).doesNotContainKey("user.color");
            bench.host.remembersNothing();
            bench.reconcile();
            assertThat(bench.message()).contains("the host's path /srv");
        }
    }

    @Test
    void what_the_instance_still_has_is_not_started_by_a_resource_whose_change_the_server_refuses() {
        try (Bench bench = bench("{privileged: true}", "config: {security.privileged: 'true'}")) {
            bench.untilReady("True Ready");
            bench.given("{}");
            bench.untilReady("False PolicyDenied");
            bench.simulated.admin().stop("web");
            long before = bench.sent("PUT", STATE);
            bench.simulated.faults().once("PUT", "/1.0/instances/web", Fault.status(400, "Invalid CPU limit syntax"));

            bench.asks("config: {limits.cpu: banana}", "exec: [{name: greet, command: [greet]}]");
            bench.untilReady("False UpdateFailed");
            bench.reconcile();

            assertThat(bench.sent("PUT", STATE)).isEqualTo(before);
            assertThat(bench.sent("POST", "/1.0/instances/{name}/exec")).isZero();
            assertThat(bench.message()).contains("Invalid CPU limit syntax");

            bench.asks("config: {limits.cpu: '1'}");
            bench.untilReady("True Ready");

            assertThat(web(bench).running()).isTrue();
            assertThat(web(bench).config()).doesNotContainKey("security.privileged");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "update | powerState: Stopped; config: {user.color: green} | PUT | /1.0/instances/{name}",
                "replace | powerState: Stopped; image: {alias: other}; updates: {replace: Recreate} | DELETE | /1.0/instances/{name}",
                "start | powerState: Running | PUT | /1.0/instances/{name}/state"
            })
    void a_step_is_not_taken_where_the_instance_has_meanwhile_what_no_rule_gives(
            String step, String spec, String method, String call) {
        try (Bench bench = bench("{}", "powerState: Stopped")) {
            bench.untilReady("True Ready");
            bench.host.remembers(WEB);
            bench.simulated.admin().setProfiles("web", "default", "rooted");
            long before = bench.sent(method, call);

            bench.asks(spec.split("; "));
            bench.untilReady("False PolicyDenied");

            assertThat(bench.sent(method, call)).isEqualTo(before);
            assertThat(bench.message()).contains("the host's path /srv");
        }
    }

    @Test
    void a_rebuild_is_not_begun_where_the_instance_has_meanwhile_what_no_rule_gives() {
        try (Bench bench = bench("{}", "powerState: Stopped")) {
            bench.untilReady("True Ready");
            bench.simulated.admin().addImage(SimulatedImage.container("other"));
            bench.asks("powerState: Stopped", "image: {alias: other}", "updates: {replace: Rebuild}");
            bench.until(b -> web(b).config().get("user.incusoperator.applied").contains("rebuild"));
            bench.host.remembers(WEB);
            bench.simulated.admin().setProfiles("web", "default", "rooted");

            bench.untilReady("False PolicyDenied");

            assertThat(bench.sent("POST", INSTANCE + "/rebuild")).isZero();
        }
    }

    @Test
    void what_is_taken_over_is_judged_as_it_is_when_it_is_marked() {
        try (Bench bench = bench("{adopt: true}", "adopt: IfUnowned")) {
            bench.simulated.admin().create("web", Map.of());
            bench.host.remembers(WEB);
            bench.simulated.admin().setProfiles("web", "default", "rooted");

            bench.until(b -> !b.ready().isEmpty() && b.status().operation() == null);
            bench.reconcile();

            assertThat(web(bench).config()).doesNotContainKey("user.incusoperator.owner");
        }
    }

    @Test
    void a_start_costs_no_look_more_where_the_rule_gives_everything() {
        try (Bench bench = bench("{everything: true}", "powerState: Stopped")) {
            bench.untilReady("True Ready");
            bench.asks("powerState: Running");
            bench.reconcile();

            assertThat(bench.sent("PUT", STATE)).isEqualTo(1);
        }
    }

    @Test
    void an_instance_that_is_deleted_needs_nothing_to_be_given() {
        try (Bench bench = bench("{}")) {
            bench.untilReady("True Ready");
            bench.simulated.admin().setProfiles("web", "default", "rooted");
            bench.untilReady("False PolicyDenied");

            bench.delete();
            bench.until(Bench::released);

            assertThat(bench.simulated.instance("web")).isEmpty();
        }
    }

    @Test
    void the_profiles_that_were_judged_are_sent_whatever_the_image_names() {
        try (Bench bench = new Bench(SimulatedHost.builder()
                .product(Product.INCUS)
                .profile(rooted())
                .image(SimulatedImage.container("sly").withProfiles("default", "rooted")))) {
            bench.given("{}");
            bench.asks("image: {alias: sly}");

            bench.untilReady("True Ready");

            assertThat(web(bench).profiles()).isEqualTo(List.of("default"));
        }
    }

    @Test
    void what_an_image_brings_is_judged_before_the_first_start() {
        try (Bench bench = oci("{}")) {
            bench.untilReady("False PolicyDenied");

            assertThat(bench.message()).contains("config environment.PATH (allow.environment: true would)");
            assertThat(web(bench).running()).isFalse();
            assertThat(bench.sent("PUT", STATE)).as("it has never run").isZero();

            bench.given("{environment: true}");
            bench.untilReady("True Ready");

            assertThat(web(bench).running()).isTrue();
        }
    }

    @Test
    void what_an_image_brings_is_judged_as_well_after_the_operator_was_killed_in_between() {
        try (Bench bench = oci("{}")) {
            bench.until(b -> b.simulated.instance("web").isPresent());
            bench.restartOperator();

            bench.untilReady("False PolicyDenied");

            assertThat(bench.sent("PUT", STATE)).isZero();
        }
    }

    @Test
    void where_the_rule_gives_what_an_image_may_bring_it_is_started_by_the_call_that_creates_it() {
        try (Bench bench = oci("{environment: true}")) {
            bench.untilReady("True Ready");

            assertThat(bench.sent("PUT", STATE)).isZero();
        }
    }

    @Test
    void an_image_that_brings_nothing_is_started_after_it_was_judged() {
        try (Bench bench =
                new Bench(SimulatedHost.builder().product(Product.INCUS).extension("instance_oci"))) {
            bench.given("{}");
            bench.untilReady("True Ready");

            assertThat(bench.sent("PUT", STATE)).isEqualTo(1);
            assertThat(web(bench).running()).isTrue();
        }
    }

    @Test
    void a_server_without_oci_images_starts_what_it_creates() {
        try (Bench bench = bench("{}")) {
            bench.untilReady("True Ready");

            assertThat(bench.sent("PUT", STATE)).isZero();
        }
    }

    private static Bench oci(String allow) {
        Bench bench = new Bench(SimulatedHost.builder()
                .product(Product.INCUS)
                .extension("instance_oci")
                .image(SimulatedImage.container("app").asOci(Map.of("PATH", "/bin"))));
        bench.given(allow);
        bench.asks("image: {alias: app}");
        return bench;
    }
}
