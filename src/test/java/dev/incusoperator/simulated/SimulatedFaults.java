package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What goes wrong on a simulated host. Nothing does until it is said here; {@link #heal} ends it all. */
public final class SimulatedFaults {
    /** Between the last operation's end and the daemon's, for what is on its way. */
    private static final Duration FAREWELL = Duration.ofMillis(100);

    private final Daemon daemon;
    private final Front front;

    SimulatedFaults(Daemon daemon, Front front) {
        this.daemon = daemon;
        this.front = front;
    }

    /** The next call of this method and path (regular expressions, whole, without the query) goes wrong. */
    public void once(String method, String path, Fault fault) {
        times(1, method, path, fault);
    }

    /** The next {@code times} calls. */
    public void times(int times, String method, String path, Fault fault) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().add(new FaultRule(method, path, fault, times));
        }
    }

    /** Every call until {@link #heal}. */
    public void always(String method, String path, Fault fault) {
        times(Integer.MAX_VALUE, method, path, fault);
    }

    /** Events that match are never sent. An event is as the API's JSON. */
    public void loseEvents(Predicate<JsonNode> which) {
        synchronized (daemon.lock()) {
            daemon.eventFaults().lose(which);
        }
    }

    /** Events that match are sent twice. */
    public void duplicateEvents(Predicate<JsonNode> which) {
        synchronized (daemon.lock()) {
            daemon.eventFaults().duplicate(which);
        }
    }

    /** Events are held until there are {@code group} of them, and then sent backwards. */
    public void reorderEvents(int group) {
        synchronized (daemon.lock()) {
            daemon.eventFaults().reorder(group);
        }
    }

    /** Every open event stream breaks; new ones are taken. */
    public void cutEvents() {
        synchronized (daemon.lock()) {
            daemon.parts().events().cutAll();
        }
    }

    /** Whatever needs room on the disk fails. */
    public void diskFull(boolean full) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().diskFull(full);
        }
    }

    /** Operations of that description (a regular expression, whole) are begun and fail, until {@link #heal}; nothing is left of them. */
    public void failOperations(String description, String error) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().failing(description, error);
        }
    }

    /** Answers have fields that no client knows: in the envelope, and in each object that it brings. */
    public void unknownFields(boolean value) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().unknownFields(value);
        }
    }

    /** {@code /wait} answers at once, still running, as for another member's operation (trap 31). */
    public void waitsAnswerAtOnce(boolean value) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().waitsAnswerAtOnce(value);
        }
    }

    /** A cluster member dies: its instances show {@code Error}, and asking for one answers 500 (trap 32). */
    public void memberDead(String member, boolean dead) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().dead(member, dead);
        }
    }

    /** A cluster member is taken out of service, or put back into it: told by an event. What ran on it is not touched here. */
    public void memberEvacuated(String member, boolean evacuated) {
        synchronized (daemon.lock()) {
            daemon.parts().faults().evacuated(member, evacuated);
            daemon.parts()
                    .events()
                    .lifecycle(
                            Lifecycle.of(evacuated ? "cluster-member-evacuated" : "cluster-member-restored"),
                            "/1.0/cluster/members/" + member,
                            "default");
        }
    }

    /** Connections are cut and new ones refused; the daemon itself goes on, and its operations with it. */
    public void refuseConnections() {
        front.shut();
        synchronized (daemon.lock()) {
            daemon.parts().events().clear();
        }
    }

    public void acceptConnections() {
        if (!front.isOpen()) {
            front.open();
        }
    }

    /** As by {@code kill -9}: operations are forgotten, instances and commands in them run on (trap 14). */
    public void killDaemon() {
        front.shut();
        daemon.die();
    }

    public void startDaemon() {
        acceptConnections();
    }

    /** Killed and started again. */
    public void restartDaemon() {
        killDaemon();
        startDaemon();
    }

    /** As by SIGTERM: it ends once no operation runs any more; until then it answers (trap 39). */
    public void terminateDaemon() {
        synchronized (daemon.lock()) {
            daemon.parts().operations().whenIdle(() -> {
                daemon.parts().scheduler().after(FAREWELL, () -> {
                    front.shutLater();
                    daemon.die();
                });
            });
        }
    }

    /** Whether there is a daemon that answers. */
    public boolean daemonAnswers() {
        return front.isOpen();
    }

    /** The machine itself goes down and comes back; instances that ran are started again, as the daemon does by itself. */
    public void rebootHost() {
        killDaemon();
        synchronized (daemon.lock()) {
            List<SimulatedInstance> ran = daemon.parts().store().instances().stream()
                    .filter(SimulatedInstance::active)
                    .toList();
            ran.forEach(daemon.power()::end);
            ran.forEach(daemon.power()::begin);
        }
        startDaemon();
    }

    /** Ends every fault; events held back are sent, and connections taken. */
    public void heal() {
        synchronized (daemon.lock()) {
            daemon.parts().faults().clear();
            List<ObjectNode> held = daemon.eventFaults().heal();
            daemon.parts().events().sendAll(held);
        }
        acceptConnections();
    }
}
