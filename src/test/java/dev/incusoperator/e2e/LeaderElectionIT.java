package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.chaos.Call;
import dev.incusoperator.chaos.Call.Side;
import dev.incusoperator.chaos.LongRun;
import dev.incusoperator.chaos.Passing;
import dev.incusoperator.chaos.Trouble;
import dev.incusoperator.report.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Of two operators one works; and when the other has begun, nothing that the first does takes effect any more. */
@Tag(Servers.KUBE)
class LeaderElectionIT {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration END_LIMIT = Duration.ofSeconds(90);

    private TwoOperators operators;
    private Story story;

    @BeforeEach
    void start(TestReporter reporter) {
        operators = TwoOperators.orSkip();
        Servers.ranOn(reporter, operators.hostName());
        Servers.ranOn(reporter, operators.kubeName());
        story = operators.story();
    }

    @AfterEach
    void end() {
        try {
            if (story != null) {
                story.close();
            }
        } finally {
            if (operators != null) {
                operators.close();
            }
        }
    }

    @Test
    void where_the_leader_is_killed_the_other_works_as_soon_as_the_lease_has_run_out() {
        TestInstance web = story.create("web", "config: {user.color: green}");
        web.awaitReady();
        operators.startSecond();
        assertThat(operators.changesOf(TwoOperators.SECOND)).as("it waits").isEmpty();

        operators.first().kill();
        Instant runsOut = operators.lease().getSpec().getRenewTime().toInstant().plus(LEASE);
        web.edit("config: {user.color: red}");
        web.awaitReady();

        assertThat(story.admin().get(web.ref()).config()).containsEntry("user.color", "red");
        assertNothingOfTheFirstAfterTheSecond();
        Instant taken = operators.lease().getSpec().getAcquireTime().toInstant();
        assertThat(taken).isAfterOrEqualTo(runsOut);
        assertThat(operators.looksOf(TwoOperators.SECOND))
                .filteredOn(look -> look.at().isAfter(runsOut) && look.at().isBefore(taken))
                .as("it was taken at the first look")
                .hasSizeLessThanOrEqualTo(1);
    }

    @LongRun
    @Test
    void a_leader_that_was_frozen_while_an_instance_was_made_does_nothing_more_when_it_wakes_up() {
        Predicate<Call> creation = call -> call.to() == Side.HOST
                && call.method().equals("POST")
                && call.path().startsWith("/1.0/instances?");

        TestInstance web = frozenAt(creation, "config: {user.color: green}");

        assertThat(story.admin().get(web.ref()).config()).containsEntry("user.color", "green");
        assertThat(story.admin().list())
                .filteredOn(each -> each.name().equals(web.ref().name()))
                .hasSize(1);
    }

    @LongRun
    @Test
    void a_leader_that_was_frozen_between_the_intent_of_a_command_and_the_command_does_not_run_it_when_it_wakes_up() {
        Predicate<Call> intent = call -> call.to() == Side.KUBE
                && call.path().contains("/status")
                && call.body().replace(" ", "").matches("(?s).*\"exec\":\\[[^]]*\"state\":\"Running\".*");

        TestInstance web =
                frozenAt(intent, "exec: [{name: run, command: [sh, -c, 'echo run >> /runs'], onUnknown: Rerun}]");

        assertThat(web.exec("run").attempts()).isEqualTo(2);
        assertThat(story.admin().lines(web.ref(), "/runs"))
                .as("the first attempt was never sent")
                .isEqualTo(1);
    }

    /** It is stopped with the answer to that call on its way, goes on when the other has taken over, and ends. */
    private TestInstance frozenAt(Predicate<Call> chosen, String spec) {
        story.host().awaitReady("Connected");
        operators.startSecond();
        HeldAnswer held = new HeldAnswer(chosen);
        operators.trouble(held);
        TestInstance web = story.create("web", spec);
        held.come.orTimeout(END_LIMIT.toSeconds(), TimeUnit.SECONDS).join();

        operators.first().freeze();
        held.passed.countDown();
        web.awaitReady();
        operators.first().thaw();

        assertThat(operators.first().awaitEnd(END_LIMIT))
                .as("it ends by itself; its log: " + operators.first().logTail(20))
                .isTrue();
        assertNothingOfTheFirstAfterTheSecond();
        return web;
    }

    private void assertNothingOfTheFirstAfterTheSecond() {
        int begun = operators.changesOf(TwoOperators.SECOND).get(0).number();
        assertThat(operators.changesOf(TwoOperators.FIRST)).isNotEmpty().allMatch(call -> call.number() < begun);
    }

    /** The first answer of that kind waits, with those that come after it on the same connection. */
    private static final class HeldAnswer implements Trouble {
        private final Predicate<Call> chosen;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<Call> come = new CompletableFuture<>();
        private final CountDownLatch passed = new CountDownLatch(1);

        HeldAnswer(Predicate<Call> chosen) {
            this.chosen = chosen;
        }

        @Override
        public Passing onAnswer(Call call) {
            if (chosen.test(call) && taken.compareAndSet(false, true)) {
                come.complete(call);
                try {
                    passed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Passing.WHOLE;
        }
    }
}
