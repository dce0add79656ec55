package dev.incusoperator.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Plays how an instance is kept, one scenario after the other, and ends with exit code 0 if all that is expected was seen,
 * else 1. Arguments name the scenarios to play: all of them where there are none.
 */
public final class Scenarios {
    private Scenarios() {}

    public static void main(String[] arguments) {
        List<Scenario> all = new ArrayList<>(KeepingScenarios.all());
        all.addAll(LeavingScenarios.all());
        List<String> words = all.stream().map(Scenario::word).toList();
        List<String> asked = List.of(arguments);
        if (!words.containsAll(asked)) {
            System.err.println("usage: Scenarios [" + String.join(" | ", words) + "]...");
            System.exit(2);
        }
        Stage.play(stage -> play(
                stage,
                all.stream()
                        .filter(scenario -> asked.isEmpty() || asked.contains(scenario.word()))
                        .toList()));
    }

    private static int play(Stage stage, List<Scenario> scenarios) {
        Expectations expectations = new Expectations(stage.progress());
        var host = new KubeCommands(stage).applyHost();
        stage.takeDown().add(host::delete);
        stage.awaitReady(host);
        for (Scenario scenario : scenarios) {
            stage.progress().plain("\n" + scenario.word() + ": " + scenario.title());
            Scene scene = new Scene(stage, scenario, expectations);
            stage.takeDown().add(scene::takeDown);
            scenario.story().accept(scene);
            scene.takeDown();
        }
        stage.progress().plain(expectations.summary());
        return expectations.allMet() ? 0 : 1;
    }
}
