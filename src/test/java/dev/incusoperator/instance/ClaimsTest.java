package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.host.Claim;
import dev.incusoperator.host.Claim.Purpose;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final Step STOP =
            new Step.ChangePower("stop", new StateChange(Action.STOP, false, Duration.ofSeconds(30)));
    private static final Step START =
            new Step.ChangePower("start", new StateChange(Action.START, false, Duration.ofSeconds(30)));

    @Test
    void a_claim_is_for_the_instance_and_in_the_name_of_the_resources_namespace() {
        assertThat(Claims.of(START, Given.asked().situation()))
                .isEqualTo(new Claim(Given.WEB, "team-a", Purpose.CHANGE));
    }

    @Test
    void whatever_a_deletion_does_is_a_removal() {
        assertThat(Claims.of(START, Given.asked().deleting(true).situation()).purpose())
                .isEqualTo(Purpose.REMOVAL);
        assertThat(Claims.toLook(Given.asked().deleting(true).situation()).purpose())
                .isEqualTo(Purpose.REMOVAL);
    }

    @Test
    void stopping_and_deleting_are_removals() {
        assertThat(Claims.of(STOP, Given.asked().situation()).purpose()).isEqualTo(Purpose.REMOVAL);
        assertThat(Claims.of(new Step.DeleteInstance("replace"), Given.asked().situation())
                        .purpose())
                .isEqualTo(Purpose.REMOVAL);
    }
}
