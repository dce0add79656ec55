package dev.incusoperator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long most calls take, in microseconds.
 *
 * @param p50 half of them take no longer
 * @param p99 99 of 100 take no longer
 */
record Percentiles(double p50, double p99) {

    /** From text: both, with a blank between. */
    static Percentiles parse(String said) {
        String[] words = said.strip().split("\\s+");
        if (words.length != 2) {
            throw new IllegalArgumentException("two figures were expected, not: " + said);
        }
        return new Percentiles(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }

    @Override
    public String toString() {
        return "p50 %s, p99 %s"
                .formatted(
                        Measure.microseconds(p50).inWords(),
                        Measure.microseconds(p99).inWords());
    }

    /** Those of several rounds. */
    static final class OfRounds {
        private final List<Percentiles> all = new ArrayList<>();

        void add(Percentiles one) {
            all.add(one);
        }

        /** The median of each. */
        Percentiles median() {
            return new Percentiles(median(Percentiles::p50), median(Percentiles::p99));
        }

        private double median(ToDoubleFunction<Percentiles> figure) {
            return Samples.of(all.stream().mapToDouble(figure).toArray()).median();
        }
    }
}
