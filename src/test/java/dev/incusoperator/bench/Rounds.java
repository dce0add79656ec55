package dev.incusoperator.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.DoubleSupplier;

/**
 * Measures things in turns: A, B, C, A, B, C, A, B, C. What happens to the machine meanwhile happens to all of them.
 */
final class Rounds {
    private final Map<String, DoubleSupplier> ways = new LinkedHashMap<>();
    private final Map<String, Samples> samples = new LinkedHashMap<>();

    /** @param way measures once, and says what came out */
    Rounds way(String name, DoubleSupplier way) {
        ways.put(name, way);
        samples.put(name, new Samples());
        return this;
    }

    void measure(int rounds, Progress progress) {
        measure(rounds, progress, this);
    }

    /** Of each way first what these rounds measure, then what the others measure of what came of it. */
    void measure(int rounds, Progress progress, Rounds... parts) {
        for (int round = 1; round <= rounds; round++) {
            for (String way : ways.keySet()) {
                StringJoiner values = new StringJoiner(", then ");
                for (Rounds part : parts) {
                    values.add(Measure.inFigures(part.once(way)));
                }
                progress.say("  %d/%d %s: %s s".formatted(round, rounds, way, values));
            }
        }
    }

    private double once(String way) {
        double value = ways.get(way).getAsDouble();
        samples.get(way).add(value);
        return value;
    }

    double median(String way) {
        return samples.get(way).median();
    }

    /** Of those ways the one with the smallest median. */
    String best(String... names) {
        String best = names[0];
        for (String name : names) {
            best = median(name) < median(best) ? name : best;
        }
        return best;
    }
}
