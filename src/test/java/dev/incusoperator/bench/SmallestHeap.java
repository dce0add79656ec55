package dev.incusoperator.bench;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** How little memory will do for the resources that are there. */
final class SmallestHeap {
    private SmallestHeap() {}

    /**
     * Starts the operator with ever less.
     *
     * @param known to be enough, in MiB
     * @param less from the one that is to do on downwards
     */
    static Row row(String id, Population population, Conditions conditions, int known, List<Integer> less) {
        int smallest = known;
        for (int heap : less) {
            if (!holds(heap, population, conditions)) {
                break;
            }
            smallest = heap;
        }
        return Row.alone(
                id,
                "heap that %,d resources need, of %s MiB"
                        .formatted(
                                population.size(),
                                less.stream().map(Object::toString).collect(Collectors.joining(", "))),
                Measure.mebibytes(smallest),
                Goal.atMost(Measure.mebibytes(less.get(0))));
    }

    private static boolean holds(int heap, Population population, Conditions conditions) {
        try {
            Restart restart = Restart.with(heap, population, conditions);
            conditions.progress().say("  in -Xmx" + heap + "m: " + restart);
            return true;
        } catch (ConditionTimeoutException | IllegalStateException | UncheckedIOException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            conditions.progress().say("  not in -Xmx" + heap + "m: " + why);
            return false;
        }
    }
}
