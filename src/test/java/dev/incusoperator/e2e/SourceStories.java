package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What instances are made from, other than an image of the host's own. */
@Feature(Column.SOURCES)
interface SourceStories extends Told {

    @Test
    default void a_copy_waits_for_its_original_and_is_an_instance_of_its_own() {
        TestInstance copy = story().create("copy", "image: null\ncopyFrom: {instance: " + story().name("golden") + "}");
        Condition missing = copy.awaitReady("SourceMissing");
        assertThat(missing.getStatus()).isEqualTo("False");
        assertThat(missing.getMessage()).contains(story().name("golden"), "spec.copyFrom");
        assertThat(copy.isHeld()).isFalse();

        TestInstance golden =
                story().create("golden", "powerState: Stopped\nconfig: {user.color: gold}\nprofiles: [default]");
        golden.awaitReady();

        copy.awaitReady();
        Instance made = story().admin().get(copy.ref());
        assertThat(made.config()).containsEntry("user.color", "gold");
        assertThat(made.profiles()).containsExactly("default");
        assertThat(made.status()).isEqualTo("Running");

        golden.delete();
        golden.awaitGone();
        copy.edit("description: goes on without it");
        Eventually.isSo(
                "it is still kept",
                () -> story().admin().get(copy.ref()).description().equals("goes on without it"));
        copy.awaitReady();
    }

    @Test
    default void a_copy_of_a_snapshot_is_what_the_original_was_then() {
        TestInstance golden = story().create("golden", "powerState: Stopped\nconfig: {user.color: gold}");
        golden.awaitReady();
        TestInstance copy = story().create(
                        "copy",
                        "image: null\npowerState: Stopped\ncopyFrom: {instance: "
                                + golden.ref().name() + ", snapshot: first}");
        Condition missing = copy.awaitReady("SourceMissing");
        assertThat(missing.getMessage())
                .contains("snapshot first of instance " + golden.ref().name());
        copy.delete();
        copy.awaitGone();

        story().admin().snapshot(golden.ref(), "first");
        golden.edit("config: {user.color: silver}");
        Eventually.isSo(
                "the original is another one",
                () -> "silver".equals(story().admin().get(golden.ref()).config().get("user.color")));
        TestInstance then = story().create(
                        "then",
                        "image: null\npowerState: Stopped\ncopyFrom: {instance: "
                                + golden.ref().name() + ", snapshot: first}");

        then.awaitReady();
        assertThat(story().admin().get(then.ref()).config()).containsEntry("user.color", "gold");
    }

    @Test
    default void an_empty_instance_is_made_from_nothing() {
        TestInstance blank = story().create("blank", "image: null\nempty: true\npowerState: Stopped");

        blank.awaitReady();

        assertThat(story().admin().get(blank.ref()).status()).isEqualTo("Stopped");
        assertThat(story().admin().get(blank.ref()).config().keySet()).noneMatch(key -> key.startsWith("image."));
    }

    @Test
    default void cloud_init_is_given_what_a_secret_holds() {
        String name = story().name("cloud-init");
        TestInstance web = story().create(
                        "web",
                        "cloudInit: {userDataSecretRef: {name: " + name
                                + ", key: user-data}, vendorData: '#cloud-config'}");
        Condition missing = web.awaitReady("ValueMissing");
        assertThat(missing.getMessage()).contains(story().namespace() + "/" + name, "create it");

        story().ownSecret(name, Map.of("user-data", "#cloud-config\npassword: s3cret\n"));

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).config())
                .containsEntry("cloud-init.user-data", "#cloud-config\npassword: s3cret\n")
                .containsEntry("cloud-init.vendor-data", "#cloud-config");
        assertThat(web.status().toString()).doesNotContain("s3cret");
    }

    @Test
    default void an_image_server_that_is_away_is_asked_again_in_seconds() {
        TestHost host = story().openHost(
                        "images",
                        story().place().connection(story())
                                + "\nimageServers: {ours: {server: 'https://127.0.0.1:9'}}");
        TestInstance web = story().createOn(host, "image: {alias: busybox/1.35, remote: ours}");
        Condition away = web.awaitReady("CreateFailed");
        String first = web.status().operation().id();

        web.await(
                "has been tried again",
                now -> now.getStatus().operation() != null
                        && !first.equals(now.getStatus().operation().id()));
        assertThat(away.getMessage()).contains("connection refused");
        assertThat(web.hasCondition("Stalled")).isFalse();

        host.edit("imageServers: {ours: {server: '" + story().place().imageServer() + "'}}");
        web.awaitReady();
    }

    @Test
    default void what_the_server_refuses_to_make_is_named() {
        TestInstance alias = story().create("alias", "image: {alias: nosuchimage}");
        TestInstance value = story().create("value", "config: {limits.cpu: banana, user.color: green}");

        assertThat(alias.awaitReady("CreateFailed").getMessage())
                .contains("image \"nosuchimage\" is not in the host's own store");
        assertThat(value.awaitReady("CreateFailed").getMessage())
                .contains("limits.cpu: \"banana\": Invalid CPU limit syntax");
        assertThat(alias.condition("Stalled").getStatus()).isEqualTo("True");
        assertThat(value.condition("Stalled").getStatus()).isEqualTo("True");
    }

    @Test
    default void an_image_comes_from_one_of_the_hosts_image_servers() {
        TestHost host = story().openHost(
                        "images",
                        story().place().connection(story()) + "\nimageServers: {ours: {server: '"
                                + story().place().imageServer() + "'}}");

        TestInstance web = story().createOn(host, "image: {alias: busybox/1.35, remote: ours}");
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
        assertThat(web.status().instance().image()).isNotBlank();

        TestInstance unknown =
                story().createOn(host, story().namespace(), "unknown", "image: {alias: busybox/1.35, remote: theirs}");
        Condition told = unknown.awaitReady("ValueMissing");
        assertThat(told.getMessage()).contains("theirs", "ours", "spec.imageServers");
    }
}
