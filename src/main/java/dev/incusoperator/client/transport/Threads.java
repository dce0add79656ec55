package dev.incusoperator.client.transport;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Names a client's threads by what they do; none keeps a process alive. */
public final class Threads {
    private Threads() {}

    public static ThreadFactory daemons(String name) {
        AtomicInteger next = new AtomicInteger(1);
        return work -> {
            Thread thread = new Thread(work, name + "-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
