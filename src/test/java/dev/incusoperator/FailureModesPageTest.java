package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/failure-modes.md: every fault leads to a test that is there, and everything that grows has its bound. */
class FailureModesPageTest {
    private static final Path PAGE = Path.of("docs", "failure-modes.md");
    private static final Path CODE = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern FAULT =
            Pattern.compile("^\\| (?!fault )[^|\n]*\\|[^|\n]*\\|[^|\n]*\\|[^|\n]*\\|([^|\n]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

    /** A field that begins empty and is filled: a map, a set, a queue, or what holds one inside. */
    private static final Pattern GROWS = Pattern.compile(
            "^    (?:private |protected |public )?(?:final )?(?:[A-Z]\\w*)?(?:Map|Set|Queue|Deque|List|Executor|ThreadPoolExecutor)(?:<.*>)? (\\w+)(?:;| =\\s+(?:new [A-Z]\\w*<|ConcurrentHashMap|EnumSet|new \\w+Executor).*)$",
            Pattern.MULTILINE);

    private static final Pattern IS_FILLED =
            Pattern.compile("\\.(?:add|put|putIfAbsent|compute|computeIfAbsent|merge|execute|schedule|offer)\\(");

    @Test
    void every_fault_leads_to_tests_that_are_there() throws IOException {
        List<MatchResult> faults = FAULT.matcher(page()).results().toList();
        assertThat(faults).hasSizeGreaterThan(25);

        for (MatchResult fault : faults) {
            List<MatchResult> tests = NAMED.matcher(fault.group(1)).results().toList();
            assertThat(tests).as("the tests of: %s", fault.group()).isNotEmpty();
            for (MatchResult test : tests) {
                assertThat(source(TESTS, test.group(1))).as(test.group()).contains(" void " + test.group(2) + "(");
            }
        }
    }

    @Test
    void everything_that_grows_is_named_with_its_bound() throws IOException {
        Set<String> named = NAMED.matcher(page().substring(page().indexOf("## What grows")))
                .results()
                .map(each -> each.group(1) + "." + each.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> missing = growing();
        missing.removeAll(named);
        assertThat(missing).as("fields that grow, without a bound in %s", PAGE).isEmpty();
        for (String field : named) {
            int dot = field.indexOf('.');
            assertThat(sources(CODE, field.substring(0, dot)))
                    .as("a field %s", field)
                    .anySatisfy(
                            source -> assertThat(source).containsPattern("[ >]" + field.substring(dot + 1) + "( =|;)"));
        }
    }

    private static Set<String> growing() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file : files.filter(FailureModesPageTest::livesLong).toList()) {
                String source = Files.readString(file);
                String name = file.getFileName().toString().replace(".java", "");
                GROWS.matcher(source).results().map(each -> each.group(1)).forEach(field -> {
                    if (Pattern.compile("\\b" + field + IS_FILLED.pattern())
                            .matcher(source)
                            .find()) {
                        found.add(name + "." + field);
                    }
                });
            }
        }
        return found;
    }

    /** What is built, read and let go within one call holds nothing for long. */
    private static boolean livesLong(Path file) {
        Set<String> shortLived = Set.of("Conditions", "Differences", "Edit", "Expansion", "Settings", "SharedValues");
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !shortLived.contains(name.replace(".java", ""));
    }

    private static String source(Path root, String name) throws IOException {
        List<String> found = sources(root, name);
        assertThat(found).as("a file %s.java", name).hasSize(1);
        return found.get(0);
    }

    private static List<String> sources(Path root, String name) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> named =
                    files.filter(each -> each.endsWith(name + ".java")).toList();
            return named.stream().map(FailureModesPageTest::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }
}
