package dev.incusoperator.demo;

import dev.incusoperator.client.model.Instance;
import java.util.List;

/** What is there already, what is to be left, what is not to be touched. */
final class LeavingScenarios {
    private LeavingScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("adopt", "An instance that is there already is taken over", LeavingScenarios::adopt),
                new Scenario("orphan", "A resource goes and leaves its instance", LeavingScenarios::orphan),
                new Scenario("pause", "A paused resource is only looked at", LeavingScenarios::pause),
                new Scenario("dry-run", "What would be done is told, and not done", LeavingScenarios::dryRun));
    }

    private static void adopt(Scene scene) {
        scene.launch("user.color", "red");
        Instance before = scene.instance();
        scene.applyAndAwaitReady();
        scene.expectOnHost(
                "it is the same instance, not restarted",
                now -> now.uuid().equals(before.uuid()) && now.lastUsedAt().equals(before.lastUsedAt()));
        scene.expectOnHost(
                "it carries the resource's mark", now -> now.config().containsKey("user.incusoperator.owner"));
        scene.expectResource(
                "status.drift says what of it is not as declared",
                now -> now.at("/status/drift/0/path").asText().equals("config.user.color"));
        scene.patchSpec("{\"drift\":\"Correct\"}");
        scene.expectOnHost(
                "with spec.drift: Correct it is made as declared",
                now -> "green".equals(now.config().get("user.color")));
    }

    private static void orphan(Scene scene) {
        scene.applyAndAwaitReady();
        Instance before = scene.instance();
        scene.deleteResource();
        scene.expectGone();
        scene.expectOnHost(
                "the instance runs on, the same one, not restarted",
                now -> now.status().equals("Running")
                        && now.uuid().equals(before.uuid())
                        && now.lastUsedAt().equals(before.lastUsedAt()));
        scene.expectOnHost(
                "and has no mark any more",
                now -> now.config().keySet().stream().noneMatch(key -> key.startsWith("user.incusoperator.")));
    }

    private static void pause(Scene scene) {
        scene.applyAndAwaitReady();
        scene.annotate("paused", "true");
        scene.expectCondition("the condition Paused is True", "Paused");
        scene.stopOnHost();
        scene.expectResource(
                "its status says that it is stopped",
                now -> now.at("/status/instance/status").asText().equals("Stopped"));
        scene.expectOnHost("it is left stopped", now -> now.status().equals("Stopped"));
        scene.removeAnnotation("paused");
        scene.expectOnHost("paused no more, it is started", now -> now.status().equals("Running"));
        scene.expectReady("the resource is Ready");
    }

    private static void dryRun(Scene scene) {
        scene.applyAndAwaitReady();
        scene.annotate("dry-run", "true");
        scene.patchSpec("{\"config\":{\"user.color\":\"red\"},\"powerState\":\"Stopped\"}");
        scene.expectResource(
                "status.plan lists the two steps", now -> now.at("/status/plan").size() == 2);
        scene.resource().at("/status/plan").forEach(step -> scene.say("  " + step.asText()));
        scene.expectOnHost(
                "nothing is done",
                now -> now.status().equals("Running")
                        && "green".equals(now.config().get("user.color")));
        scene.removeAnnotation("dry-run");
        scene.expectOnHost(
                "without the annotation it is done",
                now -> now.status().equals("Stopped")
                        && "red".equals(now.config().get("user.color")));
        scene.expectReady("the resource is Ready");
    }
}
