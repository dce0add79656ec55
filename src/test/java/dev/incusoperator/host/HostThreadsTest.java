package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.incusoperator.api.v1alpha1.HostKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostThreadsTest {
    @Test
    void what_comes_after_the_end_is_let_go_without_a_word() {
        HostThreads threads = new HostThreads("test", 1);
        HostWork work = threads.work(HostRig.KEY, Duration.ofMinutes(10));
        threads.close();

        assertThatCode(() -> work.queue(() -> {})).doesNotThrowAnyException();
        assertThatCode(() -> work.queueAfter(Duration.ofSeconds(1), () -> {})).doesNotThrowAnyException();
    }

    @Test
    void hosts_of_namespaces_that_hang_leave_cluster_hosts_their_threads() throws InterruptedException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CountDownLatch worked = new CountDownLatch(1);
        try (HostThreads threads = new HostThreads("test", 1)) {
            threads.work(new HostKey(HostKind.INCUS_HOST, "team", "hangs"), Duration.ofMinutes(10))
                    .queue(ended::join);
            threads.work(HostRig.KEY, Duration.ofMinutes(10)).queue(worked::countDown);

            assertThat(worked.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            ended.complete(null);
        }
    }
}
