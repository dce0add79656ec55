package dev.incusoperator.host;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.RequestGate;
import java.time.Duration;
import java.util.Optional;

/** A host's gate that lets nothing through that changes something once another operator may be at work. */
record LeasedGate(Lease lease, RequestGate gate) implements RequestGate {
    @Override
    public Optional<String> objection(ApiRequest request) {
        return request.reads() || lease.held()
                ? gate.objection(request)
                : Optional.of("the lease of this operator is too old, another one may be at work");
    }

    @Override
    public void sent(ApiRequest request) {
        gate.sent(request);
    }

    @Override
    public void askedToWait(Duration pause) {
        gate.askedToWait(pause);
    }
}
