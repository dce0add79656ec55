package dev.incusoperator.instance;

import dev.incusoperator.host.Claim;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Admission;
import org.jspecify.annotations.Nullable;

/** The turn of one reconcile at talking to its host: asked for when it is first wanted, and kept for all its steps. */
final class OneTurn implements AutoCloseable {
    private Admission.@Nullable Turn taken;

    Admission at(Host host, Claim claim) {
        if (taken != null) {
            return taken;
        }
        Admission admission = host.turn(claim);
        if (admission instanceof Admission.Turn turn) {
            taken = turn;
        }
        return admission;
    }

    @Override
    public void close() {
        if (taken != null) {
            taken.close();
        }
    }
}
