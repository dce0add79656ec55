package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who sends SIGTERM waits 5 s at most. */
class TerminationTest {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @Test
    void an_orderly_end_has_its_time_and_what_is_not_over_then_is_ended_in_the_time_that_is_promised()
            throws IOException {
        Duration orderly = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties")
                        .toUri()
                        .toURL()))
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getValue("quarkus.operator-sdk.termination-timeout", Duration.class);

        assertThat(orderly).isLessThan(Termination.LIMIT);
        assertThat(Termination.LIMIT).isLessThan(PROMISED);
    }

    @Test
    void a_process_whose_orderly_end_hangs_ends_all_the_same() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stubborn.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).isEqualTo("under way: false");

            // the process itself would close its streams too
            process.toHandle().destroy();

            assertThat(said.readLine()).isEqualTo("under way: true");
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program whose end never comes by itself. */
    static final class Stubborn {
        private Stubborn() {}

        public static void main(String... arguments) throws InterruptedException {
            CountDownLatch never = new CountDownLatch(1);
            Termination.limit();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                say();
                awaitForever(never);
            }));
            say();
            never.await();
        }

        private static void say() {
            System.out.println("under way: " + Termination.isUnderWay());
        }

        private static void awaitForever(CountDownLatch never) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
