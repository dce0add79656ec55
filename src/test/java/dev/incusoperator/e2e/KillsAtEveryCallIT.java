package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.LongRun;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator is killed after each of its calls, by turns: when the server has answered, and it has not heard of it. What a
 * kill before a call leaves behind is what one after the call before it does. Two operators, each with a cluster of its own,
 * share the work, for most of the time goes into starting them.
 */
@LongRun
class KillsAtEveryCallIT extends OnWires {
    private final Map<String, Supplier<Deed>> deeds = Deeds.all();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private WiredStage second;

    KillsAtEveryCallIT() {
        super("kills at every call");
    }

    @BeforeAll
    void set_the_second_stage() {
        second = WiredStage.bySocketOrSkip("second-wired-operator");
    }

    @AfterAll
    void leave_the_second_stage() {
        threads.shutdown();
        if (second != null) {
            second.close();
        }
    }

    private Set<String> deeds() {
        return deeds.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void an_operator_killed_at_any_call_loses_nothing_and_doubles_nothing(String name) {
        int calls = new Kills(stage(), findings()).undisturbed(name, deeds.get(name));
        AtomicInteger last = new AtomicInteger();
        CompletableFuture<?>[] shares = Stream.of(stage(), second)
                .map(stage -> CompletableFuture.runAsync(() -> killAtEach(stage, name, last, calls), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(shares).join();
        assertThat(findings().all()).isEmpty();
    }

    private void killAtEach(WiredStage stage, String name, AtomicInteger last, int calls) {
        Kills kills = new Kills(stage, findings());
        for (int number = last.incrementAndGet(); number <= calls; number = last.incrementAndGet()) {
            Optional<Call> call = kills.at(name, deeds.get(name), number, Moment.AFTER);
            System.out.println(name + ": killed after call " + number + ": "
                    + call.map(Call::toString).orElse("none, for it made fewer this time"));
        }
    }
}
