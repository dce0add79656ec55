package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.Watch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A host that several namespaces and several people use: who may do what, and whose an instance is. */
@Feature(Column.SHARING)
interface SharingStories extends Told {

    @Test
    default void operators_that_watch_a_namespace_each_do_not_fight_over_a_host_that_both_use() {
        String watched = "QUARKUS_OPERATOR_SDK_CONTROLLERS_INCUSINSTANCE_NAMESPACES";
        String theirs = story().namespaceOfItsOwn().name();
        story().operator().startAgainWith(Map.of(watched, story().namespace()));
        try (OperatorProcess another = story().operator().startAnotherWith(Map.of(watched, theirs))) {
            TestHost host = story().host(
                            "shared",
                            story().place().connection(story()) + "\naccess: [{name: all, namespaces: {names: ["
                                    + story().namespace() + ", " + theirs + "]}, allow: {everything: true}}]");
            TestInstance ours = story().createOn(host, story().namespace(), "web", "powerState: Stopped");
            TestInstance other = story().createOn(host, theirs, "other", "powerState: Stopped");
            ours.awaitReady();
            other.awaitReady();
            List<Boolean> held = new CopyOnWriteArrayList<>();
            try (Watch watch = host.watch(now -> held.add(now.hasFinalizer(Api.HOST_FINALIZER)))) {
                ours.delete();
                ours.awaitGone();
                host.edit("limits: {concurrentOperations: 3}");
                host.awaitCondition("Ready", "True");
                host.delete();
                Eventually.isSo(
                        "it waits for the other's",
                        () -> host.ready()
                                .filter(ready -> ready.getMessage().contains("waits until no IncusInstance uses it"))
                                .isPresent());
                assertThat(held).isNotEmpty().doesNotContain(false);
            }
            assertThat(another.isAlive()).isTrue();

            other.delete();
            other.awaitGone();
            Eventually.isSo("the host is gone", () -> !host.exists());
        } finally {
            story().operator().startAgainWith(Map.of());
        }
    }

    @Test
    default void of_two_resources_that_declare_one_instance_the_first_has_it_and_the_second_gets_it_after_its_end() {
        TestInstance first = story().create("first", "instanceName: " + story().name("shared"));
        first.awaitReady();
        Instance before = story().admin().get(first.ref());

        TestInstance second =
                story().create("second", "instanceName: " + story().name("shared") + "\nconfig: {user.color: green}");

        Condition ready = second.awaitReady("NameConflict");
        assertThat(ready.getMessage()).contains(first.ref().name(), "belongs to the IncusInstance " + first.name());
        assertThat(second.isHeld())
                .as("it has nothing on the host, so nothing keeps it")
                .isFalse();
        assertThat(story().admin().get(first.ref())).isEqualTo(before);
        assertThat(first.condition("Ready").getStatus()).isEqualTo("True");

        first.delete();
        first.awaitGone();

        second.awaitReady();
        assertThat(story().admin().get(second.ref()).config()).containsEntry("user.color", "green");
    }

    @Test
    default void a_resource_in_conflict_can_be_deleted_and_what_it_does_not_own_stays() {
        var foreign = story().ref("default", "web");
        story().admin().create(foreign, Map.of());
        TestInstance web = story().create("web", "");
        web.awaitReady("NameConflict");

        web.delete();
        web.awaitGone();

        assertThat(story().admin().find(foreign)).isPresent();
    }

    @Test
    default void what_a_host_does_not_allow_a_namespace_is_not_done_until_its_admin_allows_it() {
        String connection = story().place().connection(story());
        TestHost host = story().host("strict", connection + "\naccess: [{name: other, namespaces: {names: [other]}}]");

        TestInstance web = story().createOn(host, "config: {security.nesting: 'true'}");

        Condition stranger = web.awaitReady("PolicyDenied");
        assertThat(stranger.getStatus()).isEqualTo("False");
        assertThat(stranger.getMessage()).contains(host.name(), story().namespace());
        assertThat(web.condition("Stalled").getStatus()).isEqualTo("True");

        host.edit("access: [{name: ours, namespaces: {names: [" + story().namespace() + "]}}]");

        web.await(
                "is told what it may not have",
                now -> now.getStatus().conditionsOrEmpty().stream()
                        .anyMatch(condition -> condition.getMessage().contains("security.nesting")));
        assertThat(web.condition("Ready").getReason()).isEqualTo("PolicyDenied");
        assertThat(story().admin().find(web.ref())).isEmpty();

        host.edit("access: [{name: ours, namespaces: {names: [" + story().namespace() + "]}, allow: {nesting: true}}]");

        web.awaitReady();
    }

    @Test
    default void what_a_tenant_may_not_have_is_refused_and_nothing_comes_of_it_on_the_host() {
        String profile = story().name("profile");
        story().admin().createProfile(profile, Map.of("security.privileged", "true"));
        story().afterwards(() -> story().admin().deleteProfile(profile));
        InstanceRef nobodys = story().ref("default", "nobodys");
        story().admin().create(nobodys, Map.of());
        TestHost host = story().host(
                        "strict",
                        story().place().connection(story()) + "\naccess: [{name: ours, namespaces: {names: ["
                                + story().namespace() + "]}}]");
        Map<String, String> attempts = Map.ofEntries(
                Map.entry("privileged", "config: {security.privileged: 'true'}"),
                Map.entry("raw", "config: {raw.lxc: lxc.apparmor.profile=unconfined}"),
                Map.entry("intercept", "config: {security.syscalls.intercept.mount: 'true'}"),
                Map.entry("root", "devices: {data: {type: disk, source: /, path: /host}}"),
                Map.entry("volume", "devices: {data: {type: disk, pool: default, source: somebodys, path: /data}}"),
                Map.entry("memory", "devices: {mem: {type: unix-char, source: /dev/mem}}"),
                Map.entry("port", "devices: {p: {type: proxy, listen: 'tcp:0.0.0.0:22', connect: 'tcp:127.0.0.1:22'}}"),
                Map.entry("bridge", "devices: {eth0: {type: nic, nictype: bridged, parent: br0}}"),
                Map.entry("environment", "config: {environment.A: b}"),
                Map.entry("swap", "config: {limits.memory.swap: 'false'}"),
                Map.entry("pattern", "config: {snapshots.pattern: '{{ creation_date }}'}"),
                Map.entry("registry", "image: {alias: nginx, remote: docker}"),
                Map.entry("larger", "devices: {root: {type: disk, path: /, pool: default, size: 1TiB}}"),
                Map.entry("second", "devices: {eth1: {type: nic, network: somebodys}}"),
                Map.entry("profile", "profiles: [" + profile + "]"),
                Map.entry("project", "project: somebodys"),
                Map.entry("copy", "image: null\ncopyFrom: {instance: " + nobodys.name() + "}"),
                Map.entry("adopt", "instanceName: " + nobodys.name() + "\nadopt: IfUnowned"));

        List<TestInstance> made = attempts.entrySet().stream()
                .map(attempt -> story().createOn(host, story().namespace(), attempt.getKey(), attempt.getValue()))
                .toList();

        assertThat(made).allSatisfy(attempt -> {
            assertThat(attempt.awaitReady("PolicyDenied").getStatus()).isEqualTo("False");
            assertThat(attempt.condition("Stalled").getReason()).isEqualTo("PolicyDenied");
            assertThat(attempt.isHeld())
                    .as("nothing was written to a host for it")
                    .isFalse();
        });
        assertThat(made)
                .filteredOn(attempt -> !attempt.ref().equals(nobodys))
                .allSatisfy(attempt ->
                        assertThat(story().admin().find(attempt.ref())).isEmpty());
        assertThat(story().admin().get(nobodys).config().keySet())
                .noneMatch(key -> key.startsWith("user.incusoperator."));
    }

    @Test
    default void of_an_image_that_names_profiles_an_instance_has_those_that_were_judged() {
        String profile = story().name("profile");
        story().admin().createProfile(profile, Map.of("security.privileged", "true"));
        story().afterwards(() -> story().admin().deleteProfile(profile));
        InstanceRef original = story().ref("default", "original");
        story().admin().create(original, Map.of());
        String image = story().name("image");
        story().admin().publish(original, image, "default", profile);
        story().afterwards(() -> story().admin().deleteImage(image));
        TestHost host = story().host(
                        "strict",
                        story().place().connection(story()) + "\naccess: [{name: ours, namespaces: {names: ["
                                + story().namespace() + "]}}]");

        TestInstance web = story().createOn(host, "image: {alias: " + image + "}");

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).profiles()).isEqualTo(List.of("default"));
    }

    @Test
    default void where_access_is_taken_away_what_runs_stays_and_can_still_be_deleted() {
        TestInstance web = story().create("web", "");
        web.awaitReady();

        story().host().edit("access: []");
        web.awaitReady("PolicyDenied");
        story().admin().stop(web.ref());
        TestInstance other = story().createOn(story().host(), story().namespace(), "other", "");
        other.awaitReady("PolicyDenied");

        assertThat(story().admin().get(web.ref()).status())
                .as("nothing is written for it any more")
                .isEqualTo("Stopped");

        web.delete();
        web.awaitGone();

        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    @Test
    default void instances_of_one_name_live_in_different_projects() {
        String project = story().name("project");
        story().admin().createProject(project);
        story().afterwards(() -> story().admin().deleteProject(project));
        // without a network: on one network a DNS name is given once
        String spec = "instanceName: " + story().name("web") + "\ndevices: {eth0: {type: none}}\n";
        TestInstance here = story().create("here", spec);
        TestInstance there = story().create(
                        "there", spec + "project: " + project + "\nexec: [{name: greet, command: [echo, hello]}]");

        here.awaitReady();
        there.awaitReady();

        assertThat(there.status().instance().project()).isEqualTo(project);
        assertThat(there.exec("greet").stdout().tail()).isEqualTo("hello\n");
        assertThat(story().admin().recordedOutputs(there.ref())).isEmpty();

        there.delete();
        there.awaitGone();

        assertThat(story().admin().find(there.ref())).isEmpty();
        assertThat(story().admin().get(here.ref()).status()).isEqualTo("Running");
    }

    @Test
    default void profiles_and_description_are_as_declared() {
        String profile = story().name("profile");
        story().admin().createProfile(profile, Map.of("user.tier", "front"));
        story().afterwards(() -> story().admin().deleteProfile(profile));

        TestInstance web = story().create("web", "profiles: [default, " + profile + "]\ndescription: the front");
        web.awaitReady();

        Instance seen = story().admin().get(web.ref());
        assertThat(seen.profiles()).isEqualTo(List.of("default", profile));
        assertThat(seen.expandedConfig()).containsEntry("user.tier", "front");
        assertThat(seen.description()).isEqualTo("the front");
    }
}
