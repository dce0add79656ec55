package dev.incusoperator.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs benchmarks, one after the other, and writes the page from what they found. Its exit code says whether they could be run,
 * not how fast anything was.
 */
public final class Bench {
    private static final Path PAGE = Path.of("docs", "performance.md");
    private static final Path PICTURES = Path.of("docs", "performance");

    private static final List<Benchmark> ALL = List.of(
            ClientReads.overSocket(),
            ClientReads.overTls(),
            new Budgets(),
            new TwoDozen(),
            new ApplyToOutput(),
            new DriftMended(),
            new AllReady(),
            new TenThousand(),
            new Storm(),
            new DeadHost(),
            new StartToReady(),
            new AtRest(),
            new Soak());

    private final Conditions conditions;
    private final Results results = new Results(PICTURES.resolve("results.json"));
    private final List<Row> found = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    private Bench(Conditions conditions) {
        this.conditions = conditions;
    }

    public static void main(String[] arguments) {
        // what libraries log is for the log of the operator; here a person reads
        Logger.getLogger("").setLevel(Level.OFF);
        System.setProperty("java.awt.headless", "true");
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean quick = words.remove("--quick");
        Conditions conditions = new Conditions(
                quick,
                number("INCUS_OPERATOR_BENCH_MOST", 10_000),
                minutes("INCUS_OPERATOR_BENCH_REST_MINUTES", 10),
                minutes("INCUS_OPERATOR_BENCH_SOAK_MINUTES", 30),
                words("INCUS_OPERATOR_BENCH_JVM"),
                new Progress(System.out));
        System.exit(new Bench(conditions).run(words));
    }

    private static Duration minutes(String variable, int usually) {
        return Duration.ofMinutes(number(variable, usually));
    }

    private static int number(String variable, int usually) {
        return Integer.parseInt(System.getenv().getOrDefault(variable, Integer.toString(usually)));
    }

    private static List<String> words(String variable) {
        String words = System.getenv().getOrDefault(variable, "").strip();
        return words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
    }

    private int run(List<String> names) {
        List<String> unknown = names.stream()
                .filter(name -> ALL.stream().noneMatch(each -> each.name().equals(name)))
                .toList();
        if (!unknown.isEmpty()) {
            System.err.println("There is no benchmark " + String.join(", ", unknown) + "; there are:");
            ALL.forEach(each -> System.err.printf("  %-18s %s%n", each.name(), each.what()));
            return 2;
        }
        List<Benchmark> chosen = chosen(names);
        if (!conditions.quick()) {
            long minutes = chosen.stream()
                    .mapToLong(each -> each.usually(conditions).toMinutes())
                    .sum();
            conditions.progress().say("%d benchmarks, about %d minutes".formatted(chosen.size(), minutes));
        }
        chosen.forEach(this::run);
        System.out.println("\n" + Table.of(found));
        if (!failed.isEmpty()) {
            System.out.println("Failed, and not measured anew: " + String.join(", ", failed));
        }
        return failed.isEmpty() ? 0 : 1;
    }

    private List<Benchmark> chosen(List<String> names) {
        return ALL.stream()
                .filter(each ->
                        names.isEmpty() ? !conditions.quick() || each.isInQuickRound() : names.contains(each.name()))
                .toList();
    }

    private void run(Benchmark benchmark) {
        conditions.progress().say(benchmark.name() + ": " + benchmark.what());
        try {
            Outcome outcome = benchmark.run(conditions);
            found.addAll(outcome.rows());
            if (!conditions.quick()) {
                results.put(new Result(
                        benchmark.name(),
                        LocalDate.now().toString(),
                        Place.here(Cluster.version()),
                        outcome.rows(),
                        outcome.curves()));
                outcome.curves().forEach(curve -> Plot.draw(curve, PICTURES));
                // at once: what comes after it may be cut off
                writePage();
            }
        } catch (Benchmark.NotHere e) {
            conditions.progress().say("  not measured: " + e.getMessage());
        } catch (RuntimeException | AssertionError e) {
            failed.add(benchmark.name());
            conditions.progress().say("  failed: " + e);
            Arrays.stream(e.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith("dev.incusoperator"))
                    .forEach(frame -> System.out.println("          at " + frame));
        }
    }

    private void writePage() {
        try {
            Files.writeString(PAGE, Page.of(results.all(), reasons()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        conditions.progress().say("written: " + PAGE);
    }

    /** Written by hand: what is known of why a goal is missed. */
    private static Map<String, String> reasons() throws IOException {
        Path file = PICTURES.resolve("reasons.json");
        return Files.exists(file)
                ? new ObjectMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {})
                : Map.of();
    }
}
