package dev.incusoperator.bench;

import java.time.Duration;
import java.util.List;

/**
 * How it is measured.
 *
 * @param quick as little as shows that it works: the figures are for a glance, and are not kept
 * @param most resources where many are wanted
 * @param atRest how long nothing is done where it is measured what that costs
 * @param soak how long resources are changed at random
 * @param jvm further options of the operator's JVM
 */
record Conditions(boolean quick, int most, Duration atRest, Duration soak, List<String> jvm, Progress progress) {

    /** How often each thing is measured, in turns with what it is compared with. */
    int rounds() {
        return quick ? 1 : 3;
    }

    int choose(int usually, int quickly) {
        return quick ? quickly : usually;
    }
}
