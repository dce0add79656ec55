package dev.incusoperator.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** What is printed: progress with the time since the start, ticks, and plain text. */
final class Progress {
    private final PrintStream out;
    private final Instant start = Instant.now();
    private String last = "";

    Progress(PrintStream out) {
        this.out = out;
    }

    /** One line; the same again is not printed. */
    synchronized void step(String text) {
        if (!text.equals(last)) {
            Duration since = Duration.between(start, Instant.now());
            out.printf("  %5.1fs  %s%n", since.toMillis() / 1000.0, text);
            last = text;
        }
    }

    synchronized void plain(String text) {
        out.println(text);
        last = "";
    }
}
