package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.ours;
import static dev.incusoperator.instance.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.Drift;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefinitionConditionTest {
    private static final Outcome WELL = new Outcome.InSync("Ready", "fine");

    @Test
    void an_instance_that_is_as_declared_says_nothing_more() {
        assertThat(conditions(asked().seen(ours(103)), WELL)).isEqualTo(List.of());
    }

    @Test
    void synced_is_not_true_while_something_differs() {
        Condition synced = condition(
                asked("config: {user.color: green}", "drift: Report").seen(red()), WELL, OutcomePolicy.SYNCED);

        assertThat(synced.getStatus()).isEqualTo("False");
        assertThat(synced.getMessage()).contains("config.user.color");
    }

    @Test
    void what_went_wrong_is_told_first() {
        assertThat(conditions(
                        asked("config: {user.color: green}").seen(red()), new Outcome.Failed("UpdateFailed", "why")))
                .isEqualTo(List.of());
    }

    @Test
    void another_image_names_what_allows_it() {
        Map<String, String> older = Map.of(Applied.KEY, "{\"source\":\"image alias=older\"}");

        assertThat(condition(asked().seen(with(ours(103), older)), WELL, DefinitionCondition.IMAGE_OUTDATED)
                        .getMessage())
                .contains("image alias=older", "image alias=busybox", "spec.updates.replace: Rebuild");
        assertThat(condition(
                                asked("updates: {replace: Rebuild}")
                                        .onPlainServer()
                                        .seen(with(ours(103), older)),
                                WELL,
                                DefinitionCondition.IMAGE_OUTDATED)
                        .getMessage())
                .contains("cannot rebuild", "spec.updates.replace: Recreate");
    }

    @Test
    void a_restart_names_what_waits_for_it() {
        Map<String, String> waiting = Map.of(
                Applied.KEY,
                "{\"source\":\"image alias=busybox\",\"restart\":{\"since\":\"" + Given.STARTED
                        + "\",\"fields\":[\"config.raw.lxc\"],\"asked\":false}}");

        assertThat(condition(asked().seen(with(ours(103), waiting)), WELL, DefinitionCondition.RESTART_REQUIRED)
                        .getMessage())
                .contains("config.raw.lxc takes effect", "spec.updates.restart: Allowed", "restartedAt");
        assertThat(conditions(asked().seen(with(ours(102), waiting)), WELL)).isEqualTo(List.of());
    }

    @Test
    void what_differs_is_bounded_in_number_and_length() {
        String config = IntStream.range(0, 50)
                .mapToObj(i -> "user.k" + i + ": '" + "x".repeat(500) + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        List<Drift> all = DefinitionCondition.drift(asked("config: " + config)
                .seen(with(ours(103), Map.of(Applied.KEY, "{}")))
                .situation());

        assertThat(all)
                .hasSize(32)
                .allSatisfy(each -> assertThat(each.declared()).hasSizeLessThanOrEqualTo(256));
    }

    private static dev.incusoperator.client.model.Instance red() {
        return with(ours(103), Map.of("user.color", "red"));
    }

    private static List<String> conditions(Given given, Outcome outcome) {
        return built(given, outcome).stream().map(Condition::getType).toList();
    }

    private static Condition condition(Given given, Outcome outcome, String type) {
        return Optional.of(built(given, outcome)).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<Condition> built(Given given, Outcome outcome) {
        Conditions conditions = new Conditions(null, 1, Clock.systemUTC());
        new DefinitionCondition().describe(given.situation(), outcome, conditions);
        return conditions.build();
    }
}
