package dev.incusoperator.e2e;

import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.DeathAt;
import dev.incusoperator.chaos.DeathAt.Moment;
import dev.incusoperator.chaos.Trouble;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Has something done again and again, and kills the operator meanwhile, each time at another of its calls. */
final class Kills {
    private static final int NEVER = 0;

    private final WiredStage stage;
    private final Findings findings;

    Kills(WiredStage stage, Findings findings) {
        this.stage = stage;
        this.findings = findings;
    }

    /** How many calls the operator makes for it when nobody kills it. */
    int undisturbed(String name, Supplier<Deed> deed) {
        findings.occasion(name + ", undisturbed");
        return play(deed.get(), NEVER, Moment.AFTER).calls();
    }

    /** The call that it was killed at; empty where it made fewer this time. */
    Optional<Call> at(String name, Supplier<Deed> deed, int number, Moment moment) {
        findings.occasion(name + ", killed " + moment + " call " + number);
        return Optional.ofNullable(play(deed.get(), number, moment).death().getNow(null));
    }

    private DeathAt play(Deed deed, int number, Moment moment) {
        Story story = stage.story();
        DeathAt death = new DeathAt(number, moment, call -> !isOfAnother(call, story), stage.operator()::kill);
        CompletableFuture<Void> back = death.death().thenAcceptAsync(call -> {
            findings.killed();
            stage.operator().startAgain();
        });
        try (story) {
            deed.prepare(story);
            stage.trouble(death);
            deed.ask(story);
            deed.awaitEnd();
            death.spare();
            stage.trouble(Trouble.none());
            if (death.death().isDone()) {
                // it may have seemed to be done, and what was killed was about to do more
                back.join();
                deed.awaitEnd();
            }
            deed.inspect(findings);
        } finally {
            death.spare();
            stage.trouble(Trouble.none());
            if (death.death().isDone()) {
                back.join();
            }
        }
        return death;
    }

    /** Whether it looks at an instance of which only the host's events have told the operator: somebody else's. */
    private static boolean isOfAnother(Call call, Story story) {
        return call.to() == Side.HOST
                && call.path().startsWith("/1.0/instances/")
                && !call.path().contains(story.name(""));
    }
}
