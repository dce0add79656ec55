package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ReadyCheckType;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host;
import dev.incusoperator.host.Host.Admission;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.ready.CloudInitResults;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** Looks at what no event tells of an instance: its state, and where that is asked for, how far its cloud-init is. */
final class StateLook {
    private final Host host;
    private final CloudInitResults cloudInit;

    StateLook(Host host, CloudInitResults cloudInit) {
        this.host = host;
        this.cloudInit = cloudInit;
    }

    /**
     * One call, two or three where cloud-init is looked at. What was seen the host knows afterwards, and {@code cloudInit}. False
     * while it is not this instance's turn: the host's listeners hear when it is.
     */
    boolean look(ResourceID resource, Situation situation) {
        if (host.turn(Claims.toLook(situation)) instanceof Admission.Turn turn) {
            try (turn) {
                lookNow(resource, situation);
                return true;
            }
        }
        return false;
    }

    private void lookNow(ResourceID resource, Situation situation) {
        Sighting seen = host.refresh(situation.instance());
        if (asksForCloudInit(situation) && seen instanceof Sighting.Seen sight && isToBeSeen(sight.instance())) {
            host.client()
                    .ifPresent(client -> cloudInit.look(
                            resource,
                            Inside.run(sight.instance()),
                            client.instances(),
                            sight.instance().ref()));
        }
    }

    private static boolean asksForCloudInit(Situation situation) {
        return situation.spec().readyWhenOrEmpty().stream()
                .anyMatch(check -> check.type() == ReadyCheckType.CLOUD_INIT);
    }

    /** There is no looking into one that could not be looked at just now. */
    private static boolean isToBeSeen(Instance instance) {
        return Power.of(instance) == Power.RUNNING
                && instance.state() != null
                && instance.state().agentAnswers();
    }
}
