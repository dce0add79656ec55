package dev.incusoperator.client.malformed;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.event.EventListener;

/** A listener that does nothing while somebody else holds the lock. */
record BlockedBy(Object lock, EventListener then) implements EventListener {
    @Override
    public void connected() {
        synchronized (lock) {
            then.connected();
        }
    }

    @Override
    public void event(Event event) {
        synchronized (lock) {
            then.event(event);
        }
    }

    @Override
    public void disconnected(IncusException reason) {
        synchronized (lock) {
            then.disconnected(reason);
        }
    }
}
