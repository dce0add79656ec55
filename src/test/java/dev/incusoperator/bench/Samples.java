package dev.incusoperator.bench;

import java.util.ArrayList;
import java.util.List;

/** The same thing measured a few times. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    static Samples of(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    void add(double value) {
        values.add(value);
    }

    /** The middle one; the mean of the two in the middle of an even number. */
    double median() {
        return (quantile(0.5, false) + quantile(0.5, true)) / 2;
    }

    /** The smallest that so great a part of all does not exceed: {@code quantile(0.99)}. */
    double quantile(double part) {
        return quantile(part, false);
    }

    private double quantile(double part, boolean above) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        double place = part * sorted.size();
        int index = above ? (int) Math.floor(place) : (int) Math.ceil(place) - 1;
        return sorted.get(Math.min(Math.max(index, 0), sorted.size() - 1));
    }
}
