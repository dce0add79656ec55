package dev.incusoperator.bench;

import java.util.Optional;

/**
 * What a figure is to be.
 *
 * @param limit of what, says the kind
 */
record Goal(Kind kind, Measure limit) {
    /** How a figure is judged. */
    enum Kind {
        /** At most so many times the reference. */
        TIMES,
        /** At least such a part of the reference. */
        PART,
        /** No more than that. */
        AT_MOST,
        /** Above the reference by no more than that. */
        ABOVE,
        /** It is told, not judged. */
        NONE
    }

    static Goal times(double factor) {
        return new Goal(Kind.TIMES, Measure.count(factor));
    }

    static Goal part(double share) {
        return new Goal(Kind.PART, Measure.count(share));
    }

    static Goal atMost(Measure limit) {
        return new Goal(Kind.AT_MOST, limit);
    }

    static Goal above(Measure difference) {
        return new Goal(Kind.ABOVE, difference);
    }

    static Goal none() {
        return new Goal(Kind.NONE, Measure.count(0));
    }

    /** Empty where nothing is to be judged, or there is no reference that it could be judged by. */
    Optional<Boolean> isMet(Measure ours, Optional<Measure> reference) {
        return switch (kind) {
            case AT_MOST -> Optional.of(ours.value() <= limit.value());
            case TIMES -> reference.map(by -> ours.value() <= limit.value() * by.value());
            case PART -> reference.map(by -> ours.value() >= limit.value() * by.value());
            case ABOVE -> reference.map(by -> ours.value() <= limit.value() + by.value());
            case NONE -> Optional.empty();
        };
    }

    String inWords() {
        return switch (kind) {
            case AT_MOST -> "≤ " + limit.inWords();
            case TIMES -> "≤ " + limit.inWords() + " ×";
            case PART -> "≥ " + limit.inWords() + " ×";
            case ABOVE -> "≤ + " + limit.inWords();
            case NONE -> "told";
        };
    }
}
