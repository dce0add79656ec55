package dev.incusoperator.demo;

import java.util.List;

/** An instance is kept as its resource says, while either changes. */
final class KeepingScenarios {
    private KeepingScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "update",
                        "What is changed in the resource is changed on the host, and nothing else",
                        KeepingScenarios::update),
                new Scenario("drift", "What somebody changes on the host is put back", KeepingScenarios::drift),
                new Scenario("report", "Drift may also be told and left", KeepingScenarios::report),
                new Scenario("restart", "It is started anew when asked to, once", KeepingScenarios::restart),
                new Scenario(
                        "ephemeral",
                        "An ephemeral instance that is stopped is gone, and made anew",
                        KeepingScenarios::ephemeral),
                new Scenario(
                        "image", "Another image is told, and taken when that is allowed", KeepingScenarios::image));
    }

    private static void update(Scene scene) {
        scene.applyAndAwaitReady();
        String started = scene.instance().lastUsedAt();
        scene.setOnHost("user.admin", "mine");
        scene.patchSpec("{\"config\":{\"user.color\":\"red\",\"user.size\":null}}");
        scene.expectOnHost(
                "user.color is red on the host",
                now -> "red".equals(now.config().get("user.color")));
        scene.expectOnHost(
                "user.size, which the resource no longer declares, is gone",
                now -> !now.config().containsKey("user.size"));
        scene.expectOnHost(
                "user.admin, which it never declared, is still there",
                now -> "mine".equals(now.config().get("user.admin")));
        scene.expectReady("the resource is Ready");
        scene.expectOnHost("it was not restarted", now -> now.lastUsedAt().equals(started));
    }

    private static void drift(Scene scene) {
        scene.applyAndAwaitReady();
        scene.setOnHost("user.color", "red");
        scene.expectOnHost(
                "user.color is green again", now -> "green".equals(now.config().get("user.color")));
        scene.stopOnHost();
        scene.expectOnHost("it runs again", now -> now.status().equals("Running"));
        scene.expectReady("the resource is Ready");
    }

    private static void report(Scene scene) {
        scene.applyAndAwaitReady();
        scene.setOnHost("user.color", "red");
        scene.expectResource(
                "status.drift says that config.user.color is red and not green",
                now -> now.at("/status/drift/0/path").asText().equals("config.user.color")
                        && now.at("/status/drift/0/declared").asText().equals("green")
                        && now.at("/status/drift/0/actual").asText().equals("red"));
        scene.expectOnHost("it is left red", now -> "red".equals(now.config().get("user.color")));
        scene.patchSpec("{\"drift\":\"Correct\"}");
        scene.expectOnHost(
                "with spec.drift: Correct it is green again",
                now -> "green".equals(now.config().get("user.color")));
    }

    private static void restart(Scene scene) {
        scene.applyAndAwaitReady();
        String before = scene.instance().lastUsedAt();
        scene.restart();
        scene.expectOnHost(
                "it has been started anew",
                now -> !now.lastUsedAt().equals(before) && now.status().equals("Running"));
        scene.expectReady("the resource is Ready");
        String restarted = scene.instance().lastUsedAt();
        scene.patchSpec("{\"description\":\"changed\"}");
        scene.expectOnHost(
                "the next change is written", now -> now.description().equals("changed"));
        scene.expectReady("the resource is Ready");
        scene.expectOnHost(
                "and it was not restarted again", now -> now.lastUsedAt().equals(restarted));
    }

    private static void ephemeral(Scene scene) {
        scene.applyAndAwaitReady();
        var first = scene.instance().uuid();
        scene.stopOnHost();
        scene.expectOnHost(
                "another one runs in its place",
                now -> !now.uuid().equals(first) && now.status().equals("Running"));
        scene.expectReady("the resource is Ready");
    }

    private static void image(Scene scene) {
        scene.applyAndAwaitReady();
        String fingerprint = scene.instance().config().get("volatile.base_image");
        scene.patchSpec("{\"image\":{\"alias\":null,\"fingerprint\":\"" + fingerprint + "\"}}");
        scene.expectCondition("the condition ImageOutdated says what would allow it", "ImageOutdated");
        scene.expectNow("the instance is left as it is", scene.runs("touch /mine"), "it does not run");
        scene.patchSpec("{\"updates\":{\"replace\":\"" + (scene.onIncus() ? "Rebuild" : "Recreate") + "\"}}");
        scene.expectResource(
                "the resource is Ready and its image no longer outdated",
                now -> now.isReady() && !now.isTrue("ImageOutdated"));
        scene.expectNow("its root is a new one", scene.runs("test ! -e /mine"), "/mine is there");
        scene.expectNow(
                "its command has run there, once",
                scene.runs("test \"$(cat /ran)\" = once"),
                scene.resource().at("/status/exec"));
    }
}
