package dev.incusoperator.client.event;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.transport.MessageListener;
import dev.incusoperator.client.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt at a stream and what came of it: one websocket for all projects, or one for each of those that the client
 * may see. It is open when all of them are, and broken when one of them is.
 */
final class Attempt {
    /** What an attempt tells. */
    interface Owner {
        void opened(Attempt attempt);

        void message(Attempt attempt, String text);

        void broken(Attempt attempt, IncusException reason);
    }

    private final List<String> projects;
    private final Owner owner;
    private final List<Runnable> sockets = new ArrayList<>();
    private int notOpen;
    private boolean over;

    /** @param projects empty for all */
    Attempt(List<String> projects, Owner owner) {
        this.projects = projects;
        this.owner = owner;
        this.notOpen = Math.max(1, projects.size());
    }

    boolean ofAllProjects() {
        return projects.isEmpty();
    }

    synchronized void open(Transport transport) {
        ApiRequest events = ApiRequest.get("events").query("type", "operation,lifecycle");
        if (projects.isEmpty()) {
            sockets.add(transport.open(events.query("all-projects", "true"), new Socket()));
        }
        for (String project : projects) {
            sockets.add(transport.open(events.project(project), new Socket()));
        }
    }

    synchronized void end() {
        over = true;
        sockets.forEach(Runnable::run);
    }

    private synchronized boolean openedLast() {
        notOpen--;
        return notOpen == 0 && !over;
    }

    private synchronized boolean brokenFirst() {
        boolean first = !over;
        end();
        return first;
    }

    private final class Socket implements MessageListener {
        @Override
        public void opened() {
            if (openedLast()) {
                owner.opened(Attempt.this);
            }
        }

        @Override
        public void message(String text) {
            owner.message(Attempt.this, text);
        }

        @Override
        public void broken(IncusException reason) {
            if (brokenFirst()) {
                owner.broken(Attempt.this, reason);
            }
        }
    }
}
