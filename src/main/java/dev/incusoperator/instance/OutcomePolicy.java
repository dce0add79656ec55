package dev.incusoperator.instance;

import dev.incusoperator.status.ConditionStatus;
import dev.incusoperator.status.Conditions;

/** What each outcome means for the conditions: the one table. Pure. */
final class OutcomePolicy {
    static final String READY = "Ready";
    static final String SYNCED = "Synced";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";
    static final String PAUSED = "Paused";

    /** @param exists whether the instance is there and ours */
    void describe(Outcome outcome, boolean exists, Conditions conditions) {
        String reason = outcome.reason();
        String message = outcome.message();
        if (outcome instanceof Outcome.InSync) {
            conditions.set(READY, ConditionStatus.TRUE, reason, message);
            conditions.set(SYNCED, ConditionStatus.TRUE, "Synced", "the instance on the host is as declared");
        } else if (outcome instanceof Outcome.Progressing) {
            conditions.set(READY, ConditionStatus.FALSE, reason, message);
            conditions.set(SYNCED, exists ? ConditionStatus.TRUE : ConditionStatus.FALSE, reason, message);
            conditions.set(RECONCILING, ConditionStatus.TRUE, reason, message);
        } else if (outcome instanceof Outcome.Waiting) {
            conditions.set(READY, ConditionStatus.UNKNOWN, reason, message);
            conditions.set(SYNCED, ConditionStatus.UNKNOWN, reason, message);
            conditions.set(RECONCILING, ConditionStatus.TRUE, reason, message);
        } else if (outcome instanceof Outcome.Paused) {
            conditions.set(READY, ConditionStatus.UNKNOWN, reason, message);
            conditions.set(SYNCED, ConditionStatus.UNKNOWN, reason, message);
            conditions.set(PAUSED, ConditionStatus.TRUE, reason, message);
        } else if (outcome instanceof Outcome.Failed) {
            conditions.set(READY, ConditionStatus.FALSE, reason, message);
            conditions.set(SYNCED, ConditionStatus.FALSE, reason, message);
            conditions.set(RECONCILING, ConditionStatus.TRUE, reason, message);
        } else if (outcome instanceof Outcome.Refused) {
            conditions.set(READY, ConditionStatus.FALSE, reason, message);
            conditions.set(SYNCED, ConditionStatus.FALSE, reason, message);
            conditions.set(STALLED, ConditionStatus.TRUE, reason, message);
        }
    }
}
