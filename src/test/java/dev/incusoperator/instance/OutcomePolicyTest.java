package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomePolicyTest {
    record Row(Outcome outcome, boolean exists, String conditions) {
        @Override
        public String toString() {
            return outcome.getClass().getSimpleName() + (exists ? " of an instance that is there" : "");
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row(new Outcome.InSync("R", "m"), true, "Ready=True R, Synced=True Synced"),
                new Row(new Outcome.Progressing("R", "m"), true, "Ready=False R, Reconciling=True R, Synced=True R"),
                new Row(new Outcome.Progressing("R", "m"), false, "Ready=False R, Reconciling=True R, Synced=False R"),
                new Row(new Outcome.Waiting("R", "m"), true, "Ready=Unknown R, Reconciling=True R, Synced=Unknown R"),
                new Row(new Outcome.Waiting("R", "m"), false, "Ready=Unknown R, Reconciling=True R, Synced=Unknown R"),
                new Row(new Outcome.Paused("R", "m"), true, "Paused=True R, Ready=Unknown R, Synced=Unknown R"),
                new Row(new Outcome.Failed("R", "m"), true, "Ready=False R, Reconciling=True R, Synced=False R"),
                new Row(new Outcome.Refused("R", "m"), true, "Ready=False R, Stalled=True R, Synced=False R"));
    }

    /** By kstatus: Reconciling and Stalled stand there only while they are true, and never both. */
    @ParameterizedTest
    @MethodSource("rows")
    void each_outcome_has_its_conditions(Row row) {
        Conditions conditions = new Conditions(null, 1, Clock.fixed(NOW, ZoneOffset.UTC));

        new OutcomePolicy().describe(row.outcome(), row.exists(), conditions);

        List<Condition> built = conditions.build();
        assertThat(built.stream()
                        .map(each -> each.getType() + "=" + each.getStatus() + " " + each.getReason())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(row.conditions());
        assertThat(Conditions.find(built, "Ready").orElseThrow().getMessage()).isEqualTo("m");
    }
}
