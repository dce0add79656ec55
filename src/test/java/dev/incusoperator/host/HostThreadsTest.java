package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostThreadsTest {
    @Test
    void what_comes_after_the_end_is_let_go_without_a_word() {
        HostThreads threads = new HostThreads(1);
        HostWork work = threads.work(HostRig.KEY, Duration.ofMinutes(10));
        threads.close();

        assertThatCode(() -> work.queue(() -> {})).doesNotThrowAnyException();
        assertThatCode(() -> work.queueAfter(Duration.ofSeconds(1), () -> {})).doesNotThrowAnyException();
    }
}
