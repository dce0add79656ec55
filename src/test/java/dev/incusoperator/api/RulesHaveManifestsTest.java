package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No rule of the schema goes unproven, and none refuses without a sentence. */
class RulesHaveManifestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void every_rule_has_a_manifest_that_it_refuses() {
        List<String> refusals = Stream.concat(Manifest.in("invalid"), Manifest.in("invalid-updates"))
                .map(Manifest::refusal)
                .toList();

        Set<String> unproven = new TreeSet<>(messages());
        unproven.removeIf(message -> refusals.stream().anyMatch(message::contains));

        assertThat(unproven).isEmpty();
    }

    @Test
    void every_rule_says_what_to_write_instead() {
        assertThat(rules())
                .allSatisfy(rule -> assertThat(rule.path("message").asText())
                        .as("message of the rule %s", rule.path("rule"))
                        .isNotBlank());
    }

    private static Set<String> messages() {
        Set<String> messages = new TreeSet<>();
        rules().forEach(rule -> messages.add(rule.path("message").asText()));
        return messages;
    }

    private static List<JsonNode> rules() {
        return CrdFiles.definitions().values().stream()
                .map(definition -> JSON.<JsonNode>valueToTree(definition))
                .flatMap(tree -> tree.findValues("x-kubernetes-validations").stream())
                .flatMap(rules ->
                        Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(rules::get))
                .toList();
    }
}
