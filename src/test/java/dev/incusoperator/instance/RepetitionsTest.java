package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.instance.Situation.Held;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
    private static final ResourceID WEB = new ResourceID("web", "team-a");
    private static final ResourceID OTHER = new ResourceID("other", "team-a");

    private final TestClock clock = new TestClock();
    private final Repetitions repetitions = new Repetitions(clock);

    @Test
    void what_has_to_be_done_five_times_in_a_minute_is_left_for_one() {
        assertThat(startedTimes(4)).isEmpty();

        Held held = startedTimes(1).orElseThrow();

        assertThat(held.action()).isEqualTo("start");
        assertThat(held.reason()).isEqualTo("KeepsStopping");
        assertThat(held.message()).contains("instance web in project default", "5 times", "alice", "1 min");
        assertThat(held.until()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
        assertThat(held.permanent()).isFalse();
    }

    @Test
    void it_is_left_longer_each_time_up_to_ten_minutes() {
        for (int minutes : new int[] {1, 2, 4, 8, 10, 10}) {
            Held held = null;
            for (int i = 0; held == null; i++) {
                assertThat(i).isLessThan(6);
                held = startedTimes(1).orElse(null);
            }
            assertThat(Duration.between(clock.instant(), held.until())).isEqualTo(Duration.ofMinutes(minutes));
            clock.advance(Duration.ofMinutes(minutes));
        }
    }

    @Test
    void what_has_been_quiet_for_long_begins_anew() {
        startedTimes(5);
        clock.advance(Duration.ofMinutes(12));

        assertThat(startedTimes(4)).isEmpty();
        assertThat(startedTimes(1))
                .get()
                .extracting(Held::until)
                .isEqualTo(clock.instant().plusSeconds(60));
    }

    @Test
    void what_happens_now_and_then_is_no_storm() {
        for (int i = 0; i < 20; i++) {
            assertThat(startedTimes(1)).isEmpty();
            clock.advance(Duration.ofSeconds(16));
        }
    }

    @Test
    void other_actions_other_resources_and_other_generations_are_counted_apart() {
        startedTimes(4);

        assertThat(repetitions.done(WEB, 1, "update", Given.WEB, Optional.empty()))
                .isEmpty();
        assertThat(repetitions.done(OTHER, 1, "start", Given.WEB, Optional.empty()))
                .isEmpty();
        assertThat(repetitions.done(WEB, 2, "start", Given.WEB, Optional.empty()))
                .isEmpty();
    }

    @Test
    void what_is_forgotten_is_counted_anew() {
        startedTimes(4);
        repetitions.forget(WEB);

        assertThat(startedTimes(1)).isEmpty();
    }

    private Optional<Held> startedTimes(int times) {
        Optional<Held> last = Optional.empty();
        for (int i = 0; i < times; i++) {
            last = repetitions.done(WEB, 1, "start", Given.WEB, Optional.of("alice"));
        }
        return last;
    }
}
