package dev.incusoperator.bench;

import java.util.Locale;

/** A figure with its unit. */
record Measure(double value, Unit unit) {
    static Measure seconds(double value) {
        return new Measure(value, Unit.SECONDS);
    }

    static Measure milliseconds(double value) {
        return new Measure(value, Unit.MILLISECONDS);
    }

    static Measure microseconds(double value) {
        return new Measure(value, Unit.MICROSECONDS);
    }

    static Measure count(double value) {
        return new Measure(value, Unit.COUNT);
    }

    static Measure mebibytes(double value) {
        return new Measure(value, Unit.MEBIBYTES);
    }

    static Measure perSecond(double value) {
        return new Measure(value, Unit.PER_SECOND);
    }

    /** As a person reads it, to three figures: {@code 5.21 s}, {@code 384 MiB}, {@code 0}. */
    String inWords() {
        String figure = inFigures(value);
        return unit.sign().isEmpty() ? figure : figure + " " + unit.sign();
    }

    static String inFigures(double value) {
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
