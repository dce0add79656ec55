package dev.incusoperator.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Has JMH run one way of {@link GetInstance}: in a JVM of its own with the options of the image, or in this one for a glance. */
final class ByJmh {
    /** An older JDK does not know all options; a newer one warns of what JMH does. */
    private static final List<String> LENIENT = Runtime.version().feature() < 23
            ? List.of("-XX:+IgnoreUnrecognizedVMOptions")
            : List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow");

    private static final TimeValue SECOND = TimeValue.seconds(1);

    private final Door door;
    private final String instance;
    private final boolean quick;

    ByJmh(Door door, String instance, boolean quick) {
        this.door = door;
        this.instance = instance;
        this.quick = quick;
    }

    /** @param way the name of its method */
    Percentiles measure(String way, int threads) {
        OptionsBuilder options = new OptionsBuilder();
        options.include("^" + GetInstance.class.getName().replace(".", "\\.") + "\\." + way + "$")
                .param("door", door.name())
                .param("instance", instance)
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .threads(threads)
                .forks(quick ? 0 : 1)
                .jvmArgs(Stream.concat(LENIENT.stream(), ImageOptions.ofDockerfile().stream())
                        .toArray(String[]::new))
                .warmupIterations(quick ? 1 : 8)
                .warmupTime(SECOND)
                .measurementIterations(quick ? 1 : 4)
                .measurementTime(SECOND)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        try {
            RunResult result = new Runner(options.build()).runSingle();
            Statistics times = result.getPrimaryResult().getStatistics();
            return new Percentiles(times.getPercentile(50), times.getPercentile(99));
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH cannot measure " + way + ": " + e.getMessage(), e);
        }
    }
}
