package dev.incusoperator.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the operator's process has at a moment.
 *
 * @param minutes since the beginning
 * @param heap in MiB, after a collection
 */
record Reading(double minutes, double heap, double threads, double files, double websockets) {
    private static final int FEW = 3;

    /** The median of the first few: what one of them alone shows may be by chance. */
    static double first(List<Reading> all, ToDoubleFunction<Reading> figure) {
        return median(all.subList(0, Math.min(FEW, all.size())), figure);
    }

    /** The median of the last few. */
    static double last(List<Reading> all, ToDoubleFunction<Reading> figure) {
        return median(all.subList(Math.max(0, all.size() - FEW), all.size()), figure);
    }

    private static double median(List<Reading> some, ToDoubleFunction<Reading> figure) {
        return Samples.of(some.stream().mapToDouble(figure).toArray()).median();
    }

    @Override
    public String toString() {
        return "heap %.1f MiB, %.0f threads, %.0f files, %.0f websockets".formatted(heap, threads, files, websockets);
    }
}
