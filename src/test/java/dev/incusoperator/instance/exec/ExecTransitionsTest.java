package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.instance.exec.ExecTransitions.ExecResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecTransitionsTest {
    private static final String AT = NOW.toString();

    private final ExecStatus intent = ExecTransitions.intended(new ExecStep.Run(entry("a"), "h", 2), "a 7", NOW);
    private final ExecStatus sent = ExecTransitions.sent(intent, "op");

    @Test
    void an_intent_is_running_without_an_operation_and_answers_the_request() {
        assertThat(intent)
                .isEqualTo(command(
                        "name: a",
                        "hash: h",
                        "state: Running",
                        "attempts: 2",
                        "startedAt: '" + AT + "'",
                        "rerun: a 7"));
    }

    @Test
    void an_intent_forgets_what_the_last_run_left() {
        assertThat(intent.stdout()).isNull();
        assertThat(intent.exitCode()).isNull();
        assertThat(intent.message()).isNull();
    }

    @Test
    void what_was_sent_has_an_operation() {
        assertThat(sent)
                .isEqualTo(command(
                        "name: a",
                        "hash: h",
                        "state: Running",
                        "operation: op",
                        "attempts: 2",
                        "startedAt: '" + AT + "'",
                        "rerun: a 7"));
    }

    @Test
    void what_was_certainly_not_sent_is_pending_has_used_no_attempt_and_has_answered_no_request() {
        assertThat(ExecTransitions.notSent(intent, "no room"))
                .isEqualTo(command("name: a", "hash: h", "state: Pending", "attempts: 1", "message: no room"));
    }

    @Test
    void what_has_timed_out_still_runs() {
        assertThat(ExecTransitions.timedOut(sent, "too long", NOW))
                .isEqualTo(command(
                        "name: a",
                        "hash: h",
                        "state: Running",
                        "operation: op",
                        "attempts: 2",
                        "startedAt: '" + AT + "'",
                        "timedOutAt: '" + AT + "'",
                        "message: too long",
                        "rerun: a 7"));
    }

    @Test
    void what_has_ended_keeps_its_operation_until_its_logs_are_swept() {
        ExecOutput stdout = new ExecOutput("out", 3, false);
        ExecOutput stderr = new ExecOutput("err", 3, false);

        ExecStatus over = ExecTransitions.finished(
                sent, new ExecResult(ExecState.FAILED, 3, "exited with code 3", stdout, stderr), NOW.plusMillis(1));

        assertThat(over.operation()).isEqualTo("op");
        assertThat(over.state()).isEqualTo(ExecState.FAILED);
        assertThat(over.exitCode()).isEqualTo(3);
        assertThat(over.message()).isEqualTo("exited with code 3");
        assertThat(over.startedAt()).isEqualTo(AT);
        assertThat(over.finishedAt()).isEqualTo(NOW.plusMillis(1).toString());
        assertThat(over.rerun()).isEqualTo("a 7");
        assertThat(over.stdout()).isEqualTo(stdout);
        assertThat(over.stderr()).isEqualTo(stderr);
        assertThat(ExecTransitions.swept(over))
                .usingRecursiveComparison()
                .ignoringFields("operation")
                .isEqualTo(over);
        assertThat(ExecTransitions.swept(over).operation()).isNull();
    }

    @Test
    void a_withdrawn_request_is_all_that_is_forgotten() {
        assertThat(ExecTransitions.rerunWithdrawn(sent))
                .usingRecursiveComparison()
                .ignoringFields("rerun")
                .isEqualTo(sent);
        assertThat(ExecTransitions.rerunWithdrawn(sent).rerun()).isNull();
    }

    @Test
    void what_a_server_says_is_bounded() {
        String words = "x".repeat(5_000) + "\u0085";
        ExecResult failed = new ExecResult(ExecState.FAILED, null, words, null, null);

        assertThat(ExecTransitions.finished(sent, failed, NOW).message()).hasSize(1024);
        assertThat(ExecTransitions.notSent(intent, words).message()).hasSize(1024);
        assertThat(ExecTransitions.notSent(intent, "a\u0085b").message()).isEqualTo("a�b");
    }

    @Test
    void an_intents_time_tells_it_from_one_of_another_process_within_the_same_millisecond() {
        assertThat(ExecTransitions.intended(new ExecStep.Run(entry("a"), "h", 1), null, NOW.plusNanos(1_234_567))
                        .startedAt())
                .isEqualTo("2026-03-01T12:00:00.001234Z");
    }

    @Test
    void a_status_takes_the_place_of_the_one_of_its_name_or_the_last() {
        ExecStatus a = command("name: a", "state: Pending");
        ExecStatus b = command("name: b", "state: Pending");

        assertThat(ExecTransitions.replaced(List.of(a, b), sent)).containsExactly(sent, b);
        assertThat(ExecTransitions.replaced(List.of(b), sent)).containsExactly(b, sent);
        assertThat(ExecTransitions.replaced(List.of(), sent)).containsExactly(sent);
    }
}
