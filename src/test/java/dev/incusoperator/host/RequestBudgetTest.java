package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.ApiRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    private static final ApiRequest REQUEST = ApiRequest.get("instances");

    private long now = Duration.ofHours(1).toNanos();
    private final RequestBudget budget = new RequestBudget(10, () -> now);

    @Test
    void a_seconds_worth_goes_at_once_and_then_so_many_a_second() {
        send(10);
        assertThat(budget.room()).isZero();
        assertThat(budget.pause(0)).isEqualTo(Duration.ofMillis(100));

        passes(Duration.ofMillis(300));
        assertThat(budget.room()).isEqualTo(3);
        assertThat(budget.pause(0)).isZero();
    }

    @Test
    void what_was_not_used_is_not_saved_up_for_longer_than_a_second() {
        passes(Duration.ofHours(1));

        assertThat(budget.room()).isEqualTo(10);
    }

    @Test
    void what_was_begun_sends_what_it_must_and_who_comes_later_pays_it_back() {
        send(30);

        assertThat(budget.room()).isZero();
        assertThat(budget.pause(0)).isEqualTo(Duration.ofMillis(2_100));
        assertThat(budget.pause(5)).as("after five others").isEqualTo(Duration.ofMillis(2_600));
        passes(Duration.ofMillis(2_100));
        assertThat(budget.room()).isEqualTo(1);
    }

    @Test
    void what_has_begun_and_not_sent_anything_yet_is_reckoned_with() {
        for (int i = 0; i < 10; i++) {
            budget.begin();
        }
        assertThat(budget.room()).isZero();

        send(10);
        assertThat(budget.room()).isZero();
        passes(Duration.ofSeconds(1));
        assertThat(budget.room()).isEqualTo(10);
    }

    @Test
    void what_ends_without_having_sent_anything_costs_nothing() {
        budget.begin();
        budget.ended(0);

        assertThat(budget.room()).isEqualTo(10);
    }

    @Test
    void a_new_limit_holds_at_once_both_ways() {
        send(30);
        budget.limit(1_000);
        assertThat(budget.pause(0)).isEqualTo(Duration.ofMillis(21));

        passes(Duration.ofSeconds(10));
        budget.limit(2);
        assertThat(budget.room()).isEqualTo(2);
    }

    @Test
    void a_host_that_asked_to_be_left_alone_is() {
        budget.askedToWait(Duration.ofSeconds(30));
        budget.askedToWait(Duration.ofSeconds(10));

        assertThat(budget.room()).isZero();
        assertThat(budget.pause(0)).isEqualTo(Duration.ofSeconds(30));
        passes(Duration.ofSeconds(29));
        assertThat(budget.room()).isZero();
        passes(Duration.ofSeconds(1));
        assertThat(budget.room()).isEqualTo(10);
    }

    @Test
    void no_host_is_left_alone_for_longer_than_five_minutes() {
        budget.askedToWait(Duration.ofDays(20_000));

        assertThat(budget.pause(0)).isEqualTo(Duration.ofMinutes(5));
    }

    private void send(int requests) {
        for (int i = 0; i < requests; i++) {
            budget.sent(REQUEST);
        }
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }
}
