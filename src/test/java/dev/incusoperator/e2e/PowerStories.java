package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Power states, and what is left alone. */
@Feature(Column.LIFECYCLE)
interface PowerStories extends Told {

    @Test
    default void an_instance_is_kept_stopped_frozen_or_running_as_its_resource_says() {
        TestInstance web = story().create("web", "powerState: Stopped\nexec: [{name: greet, command: [echo, hello]}]");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Stopped");
        assertThat(web.status().execOrEmpty()).isEmpty();

        story().admin().start(web.ref());
        Eventually.isSo(
                "it is stopped again",
                () -> story().admin().get(web.ref()).status().equals("Stopped"));

        web.edit("powerState: Frozen");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Frozen");
        assertThat(web.status().instance().status()).isEqualTo("Frozen");

        web.edit("powerState: Running");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");

        web.edit("powerState: Frozen");
        web.awaitReady();
        web.delete();
        web.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    @Test
    default void a_guest_that_does_not_heed_being_asked_to_stop_has_its_time_and_is_then_stopped_by_force() {
        assumeTrue(story().place() instanceof RealPlace, "the guest of a simulated host heeds no signals");
        // a signal that no init heeds
        TestInstance web = story().create("web", """
                timeouts: {stop: 4s}
                config: {raw.lxc: lxc.signal.halt=SIGWINCH}
                """);
        web.awaitReady();
        Instant asked = Instant.now();

        web.edit("powerState: Stopped");
        web.awaitReady();

        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Stopped");
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    default void an_instance_that_somebody_stops_again_and_again_is_left_for_a_while_and_its_resource_says_so() {
        TestInstance web = story().create("web", "");
        web.awaitReady();

        Eventually.isSo("it is left stopped", () -> {
            if (web.condition("Ready").getReason().equals("KeepsStopping")) {
                return true;
            }
            if (story().admin().get(web.ref()).status().equals("Running")) {
                story().admin().stop(web.ref());
            }
            return false;
        });

        assertThat(web.condition("Ready").getMessage()).contains(web.ref().name(), "5 times within a minute");
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Stopped");

        web.edit("description: settled");
        web.awaitReady();
    }

    @Test
    default void a_resource_that_is_changed_ten_times_at_once_ends_as_it_says_last() {
        TestInstance web = story().create("web", "");
        web.awaitReady();

        for (int round = 0; round < 5; round++) {
            web.edit("powerState: Frozen");
            web.edit("powerState: Running");
        }
        web.edit("powerState: Frozen");
        web.awaitReady();

        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Frozen");

        web.edit("powerState: Running");
        web.delete();
        web.awaitGone();
    }

    @Test
    default void an_instance_whose_power_is_not_managed_stays_as_others_leave_it() {
        TestInstance web = story().create("web", "powerState: Unmanaged");
        web.awaitReady();
        String made = story().admin().get(web.ref()).status();

        if (made.equals("Stopped")) {
            story().admin().start(web.ref());
        }
        web.await("is seen running", now -> now.getStatus().instance().status().equals("Running"));
        story().admin().stop(web.ref());
        web.await("is seen stopped", now -> now.getStatus().instance().status().equals("Stopped"));

        assertThat(web.condition("Ready").getStatus()).isEqualTo("True");
    }

    @Test
    default void an_ephemeral_instance_that_is_stopped_goes_and_is_made_anew() {
        TestInstance web = story().create("web", "ephemeral: true");
        web.awaitReady();
        Instance first = story().admin().get(web.ref());
        assertThat(first.ephemeral()).isTrue();

        story().admin().stop(web.ref());

        Eventually.isSo(
                "there is another one",
                () -> story().admin()
                        .find(web.ref())
                        .flatMap(Instance::uuid)
                        .filter(uuid -> !uuid.equals(first.uuid().orElseThrow()))
                        .isPresent());
        web.awaitReady();

        web.delete();
        web.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    @Test
    default void nothing_is_written_where_nothing_changes() {
        TestInstance web = story().create("web", "exec: [{name: greet, command: [echo, hello]}]");
        IncusInstance ready = web.await(
                "is ready and has its address",
                now -> TestInstance.isReady(now) && now.getStatus().instance().ipv4() != null);
        String version = ready.getMetadata().getResourceVersion();
        String hostVersion = story().host().version();

        story().admin().setDescription(web.ref(), "by hand");
        TestInstance other = story().create("other", "");
        other.awaitReady();
        other.delete();
        other.awaitGone();

        assertThat(web.get().getMetadata().getResourceVersion())
                .as("written after %s, though nothing of it had changed: %s", ready.getStatus(), web.status())
                .isEqualTo(version);
        assertThat(story().host().version()).isEqualTo(hostVersion);
    }

    @Test
    default void an_instance_that_the_server_freezes_to_copy_it_is_left_so_and_one_that_somebody_freezes_is_not() {
        assumeTrue(story().place() instanceof RealPlace, "the guest of a simulated host runs nothing by itself");
        TestInstance web = story().create("web", "");
        web.awaitReady();
        // each counter is the length of a file; the copy reads the first one, then 150 MB, then the second
        story().admin()
                .run(
                        web.ref(),
                        "mkdir /data && dd if=/dev/zero of=/data/2 bs=1M count=150 2>/dev/null && sync; "
                                + "printf x >>/data/1; printf x >>/data/3; (while :; do printf x >>/data/1;"
                                + " printf x >>/data/3; done) >/dev/null 2>&1 </dev/null &");
        Eventually.isSo("it counts", () -> count(web.ref(), "/data/3") > 1);
        InstanceRef copy = story().ref("default", "copy");

        story().admin().copy(web.ref(), copy);

        assertThat(count(copy, "/data/3") - count(copy, "/data/1"))
                .as("how far the counters in the copy are apart")
                .isBetween(-1L, 1L);
        story().admin().snapshot(web.ref(), "first");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(web.status().operation().action())
                .as("the last thing done to it")
                .isNotEqualTo("unfreeze");

        story().admin().freeze(web.ref());
        Eventually.isSo(
                "it runs again", () -> story().admin().get(web.ref()).status().equals("Running"));
        web.awaitReady();
    }

    private long count(InstanceRef ref, String file) {
        return story().admin().read(ref, file).length();
    }

    @Test
    default void an_address_that_is_gone_makes_unready_and_another_one_is_told() {
        assumeTrue(story().place() instanceof RealPlace, "the guest of a simulated host has no interfaces to change");
        TestInstance web =
                story().create("web", "readyWhen: [{type: IPv4}]\nexec: [{name: greet, command: [echo, hello]}]");
        web.awaitReady();
        String first = web.await(
                        "has its address", now -> now.getStatus().instance().ipv4() != null)
                .getStatus()
                .instance()
                .ipv4();
        story().admin()
                .run(
                        web.ref(),
                        "ip link add aaa type dummy && ip addr add 203.0.113.9/24 dev aaa && ip link set aaa up;"
                                + " killall udhcpc; ip -4 addr flush dev eth0");

        assertThat(web.awaitReady("NotReadyYet").getMessage()).contains("a global IPv4 address");
        web.await(
                "has no address in its column",
                now -> now.getStatus().instance().ipv4() == null);

        story().admin().run(web.ref(), "ip addr add 203.0.113.77/24 dev eth0");
        web.awaitReady();
        assertThat(first).isNotEqualTo("203.0.113.77");
        assertThat(web.status().instance().ipv4()).isEqualTo("203.0.113.77");
        assertThat(web.status().instance().addresses())
                .filteredOn(address -> address.address().equals("203.0.113.77"))
                .singleElement()
                .satisfies(address -> {
                    assertThat(address.nic()).isEqualTo("eth0");
                    assertThat(address.hwaddr()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
                    assertThat(address.state()).isEqualTo("up");
                });
        assertThat(web.exec("greet").attempts()).isEqualTo(1);
    }

    @Test
    default void an_address_that_comes_after_the_first_one_is_told_as_well() {
        assumeTrue(story().place() instanceof RealPlace, "the guest of a simulated host has no interfaces to change");
        TestInstance web = story().create("web", "");
        web.awaitReady();
        web.await("has its address", now -> now.getStatus().instance().ipv4() != null);

        story().admin().run(web.ref(), "ip -6 addr add fd42:1234::77/64 dev eth0");

        web.await(
                "has both",
                now -> "fd42:1234::77".equals(now.getStatus().instance().ipv6()));
    }

    @Test
    default void a_paused_resource_is_only_looked_at() {
        TestInstance web = story().create("web", "");
        web.awaitReady();

        web.annotate("paused", "true");
        web.awaitReady("Paused");
        story().admin().stop(web.ref());
        web.await("is seen stopped", now -> now.getStatus().instance().status().equals("Stopped"));
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Stopped");

        web.removeAnnotation("paused");

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(web.hasCondition("Paused")).isFalse();
    }

    @Test
    default void an_instance_that_is_to_say_itself_when_it_is_ready_is_waited_for_until_it_does() {
        TestInstance web = story().create("web", "readyWhen: [{type: InstanceReady}]");
        web.awaitReady("NotReadyYet");

        // where the daemon keeps what the instance says at its guest API
        story().admin().setConfig(web.ref(), "volatile.last_state.ready", "true");

        web.awaitReady();
        assertThat(web.status().instance().status()).isEqualTo("Ready");
    }
}
