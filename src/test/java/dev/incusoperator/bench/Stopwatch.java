package dev.incusoperator.bench;

/** How long something takes. */
final class Stopwatch {
    private Stopwatch() {}

    static double seconds(Runnable what) {
        long begun = System.nanoTime();
        what.run();
        return (System.nanoTime() - begun) / 1e9;
    }
}
