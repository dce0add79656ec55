package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.OnFailure;
import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sums the commands up in one condition; a resource that lists none has none. Pure. */
final class ExecCondition {
    static final String TYPE = "ExecSucceeded";

    void describe(List<ExecEntry> entries, List<ExecStatus> statuses, Conditions conditions) {
        if (entries.isEmpty()) {
            return;
        }
        int done = 0;
        for (ExecEntry entry : entries) {
            Optional<ExecStatus> status =
                    statuses.stream().filter(s -> s.name().equals(entry.name())).findFirst();
            ExecState state = status.map(ExecStatus::state).orElse(ExecState.PENDING);
            if (counts(entry, state)) {
                done++;
            } else {
                conditions.set(TYPE, word(state), reason(state), sentence(entry, state, status, done, entries.size()));
                return;
            }
        }
        conditions.set(TYPE, ConditionStatus.TRUE, "Succeeded", done + " of " + entries.size() + " commands have run");
    }

    private static boolean counts(ExecEntry entry, ExecState state) {
        return state == ExecState.SUCCEEDED
                || (state == ExecState.FAILED && entry.onFailureOrDefault() == OnFailure.CONTINUE);
    }

    private static ConditionStatus word(ExecState state) {
        return state == ExecState.FAILED ? ConditionStatus.FALSE : ConditionStatus.UNKNOWN;
    }

    private static String reason(ExecState state) {
        return switch (state) {
            case PENDING -> "Pending";
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case UNKNOWN -> "OutcomeUnknown";
        };
    }

    private static String sentence(ExecEntry entry, ExecState state, Optional<ExecStatus> status, int done, int all) {
        String detail = status.map(ExecStatus::message).map(m -> ": " + m).orElse("");
        return done + " of " + all + " commands have run; " + entry.name() + " is "
                + state.name().toLowerCase(Locale.ROOT) + detail;
    }
}
