package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.InstanceRef;
import org.junit.jupiter.api.Test;

/** What an admin puts elsewhere; on daemons that can do that. */
interface MovingStories extends Told {

    @Test
    default void an_instance_that_somebody_moved_to_another_project_is_left_alone_there_and_another_one_is_made() {
        String project = story().name("p");
        story().admin().createProject(project);
        story().afterwards(() -> story().admin().deleteProject(project));
        TestInstance web = story().create("web", "powerState: Stopped");
        web.awaitReady();
        InstanceRef moved = story().ref(project, "web");
        assertThat(moved.name()).isEqualTo(web.ref().name());

        story().admin().move(web.ref(), project);

        Eventually.isSo(
                "there is another one", () -> story().admin().find(web.ref()).isPresent());
        web.awaitReady();
        web.delete();
        web.awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
        assertThat(story().admin().find(moved)).as("the one that was moved").isPresent();
    }
}
