package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ListingPaceTest {
    private final AtomicLong clock = new AtomicLong();
    private final ListingPace pace = new ListingPace(clock::get);

    @Test
    void the_first_listing_need_not_wait() {
        assertThat(pace.rest()).isZero();
    }

    @Test
    void a_host_has_four_times_as_long_to_itself_as_its_listing_took() {
        list(Duration.ofMillis(50));

        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(200));
        pass(Duration.ofMillis(150));
        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(50));
        pass(Duration.ofMillis(60));
        assertThat(pace.rest()).isZero();
    }

    @Test
    void after_a_listing_that_took_long_nobody_waits_for_more_than_a_second() {
        list(Duration.ofSeconds(20));

        assertThat(pace.rest()).isEqualTo(Duration.ofSeconds(1));
    }

    private void list(Duration taking) {
        long begun = pace.begin();
        pass(taking);
        pace.listed(begun);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
