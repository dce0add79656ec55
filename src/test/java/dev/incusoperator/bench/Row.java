package dev.incusoperator.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param id which it is, for ever: {@code 3} or {@code 7.cpu}
 * @param reference measured in the same run; null where there is nothing to compare with
 * @param referenceIs what that is; empty where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Row(String id, String what, Measure ours, @Nullable Measure reference, String referenceIs, Goal goal) {
    static Row alone(String id, String what, Measure ours, Goal goal) {
        return new Row(id, what, ours, null, "", goal);
    }

    Optional<Boolean> isMet() {
        return goal.isMet(ours, Optional.ofNullable(reference));
    }

    /** Of ours to the reference's; empty where there is none, or it is nothing. */
    Optional<Double> ratio() {
        return Optional.ofNullable(reference)
                .map(Measure::value)
                .filter(by -> by != 0)
                .map(by -> ours.value() / by);
    }
}
