package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.LongRun;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator is killed after each of its calls, by turns: when the server has answered, and it has not heard of it. What a
 * kill before a call leaves behind is what one after the call before it does.
 */
@LongRun
class KillsAtEveryCallIT extends OnWires {
    private final Map<String, Supplier<Deed>> deeds = Deeds.all();

    KillsAtEveryCallIT() {
        super("kills at every call");
    }

    private Set<String> deeds() {
        return deeds.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void an_operator_killed_at_any_call_loses_nothing_and_doubles_nothing(String name) {
        Kills kills = new Kills(stage(), findings());
        int calls = kills.undisturbed(name, deeds.get(name));
        for (int number = 1; number <= calls; number++) {
            Optional<Call> call = kills.at(name, deeds.get(name), number, Moment.AFTER);
            System.out.println(name + ": killed after "
                    + call.map(Call::toString).orElse("no call: it made fewer than " + number + " this time"));
        }
        assertThat(findings().all()).isEmpty();
    }
}
