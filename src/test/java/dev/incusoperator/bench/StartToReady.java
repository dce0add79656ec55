package dev.incusoperator.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long the image takes from its start until it is ready, and what memory it then has. */
final class StartToReady implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int SETTLE_SECONDS = 5;

    /** The memory that the deployment gives it: by that the JVM sizes itself. */
    private static final String MEMORY = "-XX:MaxRAM=768m";

    private static final String WITH = "with the AOT cache";
    private static final String WITHOUT = "without it";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String what() {
        return "start to ready of the image's own layout, and its memory then, with and without its AOT cache";
    }

    @Override
    public Duration usually(Conditions conditions) {
        return Duration.ofMinutes(3);
    }

    @Override
    public boolean isInQuickRound() {
        return false;
    }

    private record Way(List<String> options, Samples seconds, Samples memory) {
        static Way of(String... options) {
            return new Way(List.of(options), new Samples(), new Samples());
        }
    }

    @Override
    public Outcome run(Conditions conditions) {
        conditions.progress().say("  building the image");
        try (ImageLayout image = ImageLayout.build(Path.of(System.getProperty("java.home")));
                Cluster cluster = new Cluster()) {
            Map<String, Way> ways = new LinkedHashMap<>();
            if (image.hasAotCache()) {
                // a cache that does not fit would be passed over in silence
                ways.put(WITH, Way.of(MEMORY, "-XX:AOTMode=on"));
                ways.put(WITHOUT, Way.of(MEMORY, "-XX:AOTMode=off"));
            } else {
                ways.put(WITHOUT, Way.of(MEMORY));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                for (Map.Entry<String, Way> way : ways.entrySet()) {
                    conditions
                            .progress()
                            .say("  %d/%d %s: %s"
                                    .formatted(round, ROUNDS, way.getKey(), once(image, cluster, way.getValue())));
                }
            }
            return outcome(ways);
        }
    }

    private static String once(ImageLayout image, Cluster cluster, Way way) {
        long begun = System.nanoTime();
        try (StartedImage started = StartedImage.start(image, cluster.kubeconfig(), way.options)) {
            started.awaitReady();
            double seconds = (System.nanoTime() - begun) / 1e9;
            settle();
            double memory = started.figures().residentMemory();
            way.seconds.add(seconds);
            way.memory.add(memory);
            return "%s, then %s"
                    .formatted(
                            Measure.seconds(seconds).inWords(),
                            Measure.mebibytes(memory).inWords());
        }
    }

    /** What the start has begun ends: the compilers' work, above all. */
    private static void settle() {
        try {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Outcome outcome(Map<String, Way> ways) {
        Way without = ways.get(WITHOUT);
        Way ours = ways.getOrDefault(WITH, without);
        String time = "start of the image until it is ready";
        String memory = "its resident memory then, in a container of 768 MiB";
        Measure seconds = Measure.seconds(ours.seconds.median());
        Measure mebibytes = Measure.mebibytes(ours.memory.median());
        Goal two = Goal.atMost(Measure.seconds(2));
        Goal least = Goal.atMost(Measure.mebibytes(200));
        if (ours == without) {
            return Outcome.of(
                    Row.alone("14.time", time, seconds, two), Row.alone("14.memory", memory, mebibytes, least));
        }
        return Outcome.of(
                new Row("14.time", time, seconds, Measure.seconds(without.seconds.median()), "without AOT cache", two),
                new Row(
                        "14.memory",
                        memory,
                        mebibytes,
                        Measure.mebibytes(without.memory.median()),
                        "without AOT cache",
                        least));
    }
}
