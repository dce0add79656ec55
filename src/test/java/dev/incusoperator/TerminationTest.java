package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who sends SIGTERM waits 5 s at most. That the process ends by itself is shown by OperatorItselfIT. */
class TerminationTest {
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @Test
    void an_orderly_end_has_its_time_and_what_is_not_over_then_is_ended_in_the_time_that_is_promised()
            throws IOException {
        Duration orderly = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties")
                        .toUri()
                        .toURL()))
                .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .build()
                .getValue("quarkus.operator-sdk.termination-timeout", Duration.class);

        assertThat(orderly).isLessThan(LastResort.LIMIT);
        assertThat(LastResort.LIMIT).isLessThan(PROMISED);
    }
}
