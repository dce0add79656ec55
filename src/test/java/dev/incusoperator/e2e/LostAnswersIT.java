package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.Passing;
import dev.incusoperator.chaos.Trouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Writes that the Kubernetes API has carried out, and whose answers the operator never gets. */
class LostAnswersIT extends OnWires {
    private static final String COUNT = "exec: [{name: count, command: [sh, -c, 'echo run >> /runs']}]";

    LostAnswersIT() {
        super("answers that are lost");
    }

    /** The connection ends in the place of the first answer to each of these calls; one that is sent again, though later, is answered. */
    private static final class Loses implements Trouble {
        private static final Pattern VARYING = Pattern.compile("\"[0-9-]{10}T[0-9:.]+Z\"|\"resourceVersion\":\"\\d+\"");

        private final Predicate<Call> which;
        private final Set<String> lost = ConcurrentHashMap.newKeySet();

        Loses(Predicate<Call> which) {
            this.which = which;
        }

        @Override
        public Passing onAnswer(Call call) {
            boolean first = call.to() == Side.KUBE
                    && call.changes()
                    && which.test(call)
                    && lost.add(call.method() + " " + call.path() + " "
                            + VARYING.matcher(call.body()).replaceAll(""));
            return first ? Passing.NOT : Passing.WHOLE;
        }
    }

    @Test
    void a_command_whose_intent_was_written_though_that_was_not_answered_runs_once() {
        try (Story story = stage().story()) {
            TestInstance web = story.create("web", "");
            web.awaitReady();
            Loses loses = new Loses(call -> call.path().contains(web.name() + "/status")
                    && call.body().contains("\"state\":\"Running\"")
                    && call.body().contains("\"count\""));
            stage().trouble(loses);

            web.edit(COUNT);
            web.awaitExec("count", ExecState.SUCCEEDED);
            web.awaitReady();

            assertThat(loses.lost).isNotEmpty();
            assertThat(story.admin().lines(web.ref(), "/runs")).isEqualTo(1);
        } finally {
            stage().trouble(Trouble.none());
        }
    }

    @Test
    void whatever_write_is_not_answered_there_is_one_instance_and_one_run() {
        Loses loses = new Loses(call -> true);
        try (Story story = stage().story()) {
            story.host().awaitReady("Connected");
            stage().trouble(loses);

            TestInstance web = story.create("web", COUNT);
            web.awaitReady();

            assertThat(loses.lost).hasSizeGreaterThan(2);
            assertThat(story.admin().ownedBy(web)).hasSize(1);
            assertThat(web.exec("count").attempts()).isEqualTo(1);
            assertThat(story.admin().lines(web.ref(), "/runs")).isEqualTo(1);
            web.delete();
            web.awaitGone();
            assertThat(story.admin().find(web.ref())).isEmpty();
        } finally {
            stage().trouble(Trouble.none());
        }
    }
}
