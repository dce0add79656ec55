package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.status.Conditions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExecConditionTest {
    private static final List<ExecEntry> ENTRIES = List.of(entry("a"), entry("b"), entry("c", "onFailure: Continue"));

    record Row(String expected, List<ExecStatus> statuses) {
        @Override
        public String toString() {
            return expected;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                row("Unknown Pending: 0 of 3 commands have run; a is pending"),
                row("Unknown Running: 0 of 3 commands have run; a is running", "a Running"),
                row(
                        "Unknown Running: 1 of 3 commands have run; b is running: it is being ended",
                        "a Succeeded",
                        "b Running, message: it is being ended"),
                row("Unknown Pending: 1 of 3 commands have run; b is pending", "a Succeeded", "c Succeeded"),
                row(
                        "False Failed: 1 of 3 commands have run; b is failed: exited with code 3",
                        "a Succeeded",
                        "b Failed, message: exited with code 3"),
                row("Unknown OutcomeUnknown: 0 of 3 commands have run; a is unknown", "a Unknown"),
                row("True Succeeded: 3 of 3 commands have run", "a Succeeded", "b Succeeded", "c Succeeded"),
                row("True Succeeded: 3 of 3 commands have run", "a Succeeded", "b Succeeded", "c Failed"),
                row(
                        "Unknown OutcomeUnknown: 2 of 3 commands have run; c is unknown",
                        "a Succeeded",
                        "b Succeeded",
                        "c Unknown"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void commands_are_summed_up(Row row) {
        assertThat(described(ENTRIES, row.statuses())).isEqualTo(row.expected());
    }

    @Test
    void a_resource_without_commands_says_nothing_of_them() {
        assertThat(described(List.of(), List.of(command("name: a", "state: Failed"))))
                .isEmpty();
    }

    private static String described(List<ExecEntry> entries, List<ExecStatus> statuses) {
        Conditions conditions = new Conditions(null, 1, Clock.fixed(NOW, ZoneOffset.UTC));
        new ExecCondition().describe(entries, statuses, conditions);
        return Conditions.find(conditions.build(), "ExecSucceeded")
                .map(each -> each.getStatus() + " " + each.getReason() + ": " + each.getMessage())
                .orElse("");
    }

    private static Row row(String expected, String... statuses) {
        return new Row(
                expected,
                Stream.of(statuses)
                        .map(each -> command("name: " + each.charAt(0), "state: " + each.substring(2)))
                        .toList());
    }
}
