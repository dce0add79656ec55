package dev.incusoperator.demo;

import java.util.function.Consumer;

/**
 * One story. Its instance and its resource are named {@code scenario-WORD}, its manifest {@code dev/scenarios.d/WORD.yaml}.
 *
 * @param title what it shows, one sentence
 */
record Scenario(String word, String title, Consumer<Scene> story) {
    String instance() {
        return "scenario-" + word;
    }
}
