package dev.incusoperator.host;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Runs one host's tasks one after another on an executor that all hosts share: a host holds one thread at most, and
 * none while it has nothing to do. After each task the others' turn comes.
 */
final class SerialQueue implements Executor {
    private static final Logger LOG = Logger.getLogger(SerialQueue.class);

    private final String name;
    private final Executor executor;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialQueue(String name, Executor executor) {
        this.name = name;
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::runNext);
    }

    private void runNext() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.remove();
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            // A bug in one task must not silence the host for good.
            LOG.errorf(e, "host=%s: a task of the host failed unexpectedly", name);
        }
        synchronized (tasks) {
            if (tasks.isEmpty()) {
                running = false;
                return;
            }
        }
        executor.execute(this::runNext);
    }
}
