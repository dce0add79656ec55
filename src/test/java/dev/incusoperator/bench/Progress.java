package dev.incusoperator.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Says what is being done, with the time that has gone by. */
final class Progress {
    private final PrintStream out;
    private final Instant begun = Instant.now();

    Progress(PrintStream out) {
        this.out = out;
    }

    void say(String what) {
        Duration gone = Duration.between(begun, Instant.now());
        out.printf("[%2d:%02d] %s%n", gone.toMinutes(), gone.toSecondsPart(), what);
    }
}
