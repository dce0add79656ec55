package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeps an instance from being as its resource says, and how that is told and mended. */
@Feature(Column.FAULTS)
interface KeepingBadDays extends Told {

    @Test
    default void drift_that_was_made_while_nobody_could_look_is_mended_when_the_daemon_is_back() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();

        story().place().killDaemon();
        web.awaitReady("HostUnreachable");
        story().place().startDaemon();
        story().admin().setConfig(web.ref(), "user.color", "red");

        Eventually.isSo(
                "it is put back",
                () -> "green".equals(story().admin().get(web.ref()).config().get("user.color")));
        web.awaitReady();
    }

    @Test
    default void drift_that_was_made_while_there_was_no_operator_is_mended_when_there_is_one() {
        TestInstance web = story().create("web", "config: {user.color: green}");
        web.awaitReady();

        story().operator().kill();
        story().admin().setConfig(web.ref(), "user.color", "red");
        story().operator().startAgain();

        Eventually.isSo(
                "it is put back",
                () -> "green".equals(story().admin().get(web.ref()).config().get("user.color")));
        web.awaitReady();
    }

    @Test
    default void an_instance_that_somebody_renamed_is_left_alone_and_another_one_is_made() {
        InstanceRef renamed = story().ref("default", "renamed");
        TestInstance web = story().create("web", "powerState: Stopped");
        web.awaitReady();
        Instance before = story().admin().get(web.ref());

        story().admin().rename(web.ref(), renamed.name());

        Eventually.isSo(
                "there is another one", () -> story().admin().find(web.ref()).isPresent());
        web.awaitReady();
        assertThat(story().admin().get(web.ref()).uuid()).isNotEqualTo(before.uuid());
        web.delete();
        web.awaitGone();
        assertThat(story().admin().get(renamed).uuid()).isEqualTo(before.uuid());
    }

    @Test
    default void an_instance_whose_project_is_gone_is_unknown_and_not_made_anew_until_there_is_one() {
        String project = story().name("p");
        story().admin().createProject(project);
        story().afterwards(() -> story().admin().deleteProject(project));
        TestInstance web = story().create("web", "project: " + project);
        web.awaitReady();

        web.annotate("paused", "true");
        web.awaitReady("Paused");
        story().admin().delete(web.ref());
        story().admin().deleteProject(project);
        web.removeAnnotation("paused");

        assertThat(web.awaitReady("InstanceUnknown").getMessage()).contains(project);
        assertThat(story().admin().find(web.ref())).isEmpty();

        story().admin().createProject(project);
        web.awaitReady();
    }

    @Test
    default void a_profile_that_is_missing_is_told_and_what_needs_it_made_when_it_comes() {
        String profile = story().name("profile");
        TestInstance web = story().create("web", "profiles: [default, " + profile + "]");

        assertThat(web.awaitReady("ProfileMissing").getMessage()).contains(profile);

        story().afterwards(() -> story().admin().deleteProfile(profile));
        story().admin().createProfile(profile, Map.of("user.color", "green"));

        web.awaitReady();
        assertThat(story().admin().get(web.ref()).profiles()).isEqualTo(List.of("default", profile));
    }

    @Test
    default void two_operators_by_mistake_make_one_instance_and_do_not_fight_over_it() {
        try (OperatorProcess another = story().operator().startAnother()) {
            TestInstance web = story().create("web", """
                    config: {user.color: green}
                    exec: [{name: count, command: [sh, -c, 'echo run >> /runs']}]
                    """);
            web.await(
                    "is Ready, or says that it does not know whether its command ran",
                    now -> TestInstance.isReady(now)
                            || TestInstance.readyBecause(now).equals("CommandUnknown"));
            boolean known = TestInstance.isReady(web.get());

            assertThat(story().admin().list())
                    .filteredOn(each -> each.name().equals(web.ref().name()))
                    .hasSize(1);
            assertThat(story().admin().lines(web.ref(), "/runs")).isLessThanOrEqualTo(1);
            assertThat(known ? story().admin().lines(web.ref(), "/runs") : 1).isEqualTo(1);

            web.edit("config: {user.color: red}");
            Eventually.isSo(
                    "it is changed",
                    () -> "red".equals(story().admin().get(web.ref()).config().get("user.color")));
            assertThat(another.isAlive()).isTrue();
            web.delete();
            web.awaitGone();
            assertThat(story().admin().find(web.ref())).isEmpty();
        }
    }
}
