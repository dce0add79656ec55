package dev.incusoperator.client.malformed;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.event.EventListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Looks at every event that it hears, and remembers what was wrong, how often the stream broke, and the last instance named. */
final class Heard implements EventListener {
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<IncusException> broken = new CopyOnWriteArrayList<>();
    private final List<String> actions = new CopyOnWriteArrayList<>();

    @Override
    public void connected() {}

    @Override
    public void event(Event event) {
        try {
            Sound.check(event);
        } catch (Throwable e) {
            wrong.add(event + ": " + e);
        }
        if (event instanceof Event.LifecycleEvent lifecycle) {
            actions.add(lifecycle.action());
        }
    }

    @Override
    public void disconnected(IncusException reason) {
        broken.add(reason);
    }

    List<String> wrong() {
        return new ArrayList<>(wrong);
    }

    List<IncusException> broken() {
        return broken;
    }

    boolean heard(String action) {
        return actions.contains(action);
    }
}
