package dev.incusoperator.e2e;

import dev.incusoperator.simulated.Calls;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.List;

/** A simulated host counts by itself; whoever comes by its socket is root. */
record SimulatedCallLog(SimulatedHost host) implements CallLog {
    @Override
    public int mark() {
        return Math.toIntExact(host.calls().total());
    }

    @Override
    public List<String> since(int mark) {
        List<Calls.Entry> journal = host.calls().journal();
        int made = mark() - mark;
        return journal.stream()
                .skip(Math.max(0, journal.size() - made))
                .filter(call -> !call.caller().equals("root"))
                .map(Calls.Entry::toString)
                .toList();
    }

    @Override
    public void close() {}
}
