package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import org.junit.jupiter.api.Test;

/** Application containers from a registry: Incus 6.3 and later. */
@Feature(Column.OCI)
interface OciStories extends Told {
    /** What the image is to run, in its working directory and with its variables, says how it was started. */
    private static String said(Story story, TestInstance app) {
        return story.admin().console(app.ref());
    }

    private TestHost hostWithRegistry() {
        return story().openHost(
                        "registry",
                        story().place().connection(story()) + "\nimageServers: {registry: {server: '"
                                + story().place().imageServer() + "', protocol: oci}}");
    }

    @Test
    default void an_application_container_runs_what_its_image_says() {
        TestInstance app = story().createOn(hostWithRegistry(), """
                image: {alias: 'app:1.oci', remote: registry}
                exec: [{name: greeting, command: [sh, -c, 'echo $GREETING; pwd']}]
                """);
        app.awaitReady();

        assertThat(story().admin().get(app.ref()).config())
                .containsEntry("oci.entrypoint", "/bin/app first")
                .containsEntry("oci.cwd", "/srv");
        assertThat(app.exec("greeting").stdout().tail()).startsWith("hello\n");
        Eventually.isSo(
                "it has said how it was started",
                () -> said(story(), app).contains("app: first; in /srv; GREETING=hello"));
        assertThat(app.condition("Synced").getStatus()).isEqualTo("True");
    }

    @Test
    default void the_resource_says_what_an_application_container_runs_and_with_which_variables() {
        TestInstance app = story().createOn(hostWithRegistry(), """
                image: {alias: 'app:1.oci', remote: registry}
                config: {oci.entrypoint: /bin/app second, oci.cwd: /root, environment.GREETING: welcome}
                """);
        app.awaitReady();
        Eventually.isSo(
                "it has said how it was started",
                () -> said(story(), app).contains("app: second; in /root; GREETING=welcome"));

        app.edit("config: {oci.entrypoint: /bin/app third, oci.cwd: /root, environment.GREETING: welcome}");
        app.await(
                "has been changed",
                now -> TestInstance.isReady(now)
                        && TestInstance.condition(now, "Synced").getStatus().equals("True"));
        story().admin().stop(app.ref());
        Eventually.isSo("it runs something else", () -> said(story(), app).contains("app: third; in /root"));
        app.awaitReady();
    }

    @Test
    default void a_tenant_has_application_containers_of_the_registries_that_a_rule_gives_and_no_others() {
        TestHost host = story().host(
                        "given",
                        story().place().connection(story()) + "\nimageServers: {registry: {server: '"
                                + story().place().imageServer() + "', protocol: oci}}\n"
                                + "access: [{name: story, namespaces: {names: [" + story().namespace()
                                + "]}, projects: [default], allow: {remotes: [registry]}}]");

        TestInstance other =
                story().createOn(host, story().namespace(), "other", "image: {alias: app, remote: docker}");
        TestInstance variables = story().createOn(
                        host,
                        story().namespace(),
                        "variables",
                        "image: {alias: 'app:1.oci', remote: registry}\nconfig: {environment.GREETING: welcome}");

        assertThat(other.awaitReady("PolicyDenied").getMessage()).contains("allow.remotes: [docker]");
        assertThat(variables.awaitReady("PolicyDenied").getMessage())
                .contains("environment.GREETING", "allow.environment");
        assertThat(story().admin().find(other.ref())).isEmpty();
        assertThat(story().admin().find(variables.ref())).isEmpty();
    }
}
