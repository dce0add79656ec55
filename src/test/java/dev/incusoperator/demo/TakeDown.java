package dev.incusoperator.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be undone, last done first, once, whoever asks first: the end of the story or a signal. */
final class TakeDown {
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private volatile boolean begun;

    /** Whether things may have ended because we end them. */
    boolean hasBegun() {
        return begun;
    }

    /** To be undone at the end; at once where the end has been. */
    synchronized void add(Runnable action) {
        if (begun) {
            action.run();
        } else {
            undo.push(action);
        }
    }

    /** Returns when all is undone. What cannot be undone does not keep the rest from it. */
    synchronized void run() {
        begun = true;
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException e) {
                System.err.println("While taking down: " + e);
            }
        }
    }
}
