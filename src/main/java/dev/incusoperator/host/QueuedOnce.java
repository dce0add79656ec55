package dev.incusoperator.host;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a host's events ask for, each once while it waits, and so much at the most: a host that tells of more, faster than it
 * answers, has everything read anew instead.
 */
final class QueuedOnce {
    private static final int MOST = 256;
    private static final String EVERYTHING = "everything";

    private final HostWork work;
    private final Runnable everything;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    QueuedOnce(HostWork work, Runnable everything) {
        this.work = work;
        this.everything = everything;
    }

    /** @param name of the task: of those with the same name one waits */
    void queue(String name, Runnable task) {
        if (waiting.size() < MOST || waiting.contains(name)) {
            once(name, task);
        } else {
            once(EVERYTHING, everything);
        }
    }

    private void once(String name, Runnable task) {
        if (waiting.add(name)) {
            work.queue(() -> {
                waiting.remove(name);
                task.run();
            });
        }
    }
}
