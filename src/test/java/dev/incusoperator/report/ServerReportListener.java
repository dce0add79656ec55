package dev.incusoperator.report;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Hears of every test, and prints the block when the run ends. JUnit finds it as a service; Surefire and Failsafe each run
 * all classes in one JVM as one plan.
 */
public final class ServerReportListener implements TestExecutionListener {
    private final ServerNames names = ServerNames.ofThisRun();
    private final ServerReport report = new ServerReport();
    private final SupportMatrix support = new SupportMatrix();
    private final Map<String, Set<String>> said = new HashMap<>();
    private final ReportFile file;
    private final Optional<Path> page;
    private final Consumer<String> output;
    private TestPlan plan;

    public ServerReportListener() {
        this(
                ReportFile.ofThisBuild(),
                SupportPage.ofThisBuild(),
                block -> System.out.println(System.lineSeparator() + block));
    }

    ServerReportListener(ReportFile file, Optional<Path> page, Consumer<String> output) {
        this.file = file;
        this.page = page;
        this.output = output;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        String server = entry.getKeyValuePairs().get(Servers.ENTRY);
        if (server != null) {
            said.computeIfAbsent(test.getUniqueId(), id -> new LinkedHashSet<>())
                    .add(server);
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        report.skipped(firstLine(reason), testsIn(test));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            report.skipped(
                    firstLine(result.getThrowable().map(Throwable::getMessage).orElse("")), testsIn(test));
        } else if (test.isTest()) {
            boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
            Set<String> servers = serversOf(test);
            report.ran(servers, failed);
            featureOf(test)
                    .ifPresent(feature -> servers.forEach(server -> support.ran(server, feature.value(), failed)));
        } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            report.classFailed();
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
        if (!report.isEmpty()) {
            report.add(file.earlier());
            support.add(file.earlier());
            Properties counts = report.counts();
            counts.putAll(support.counts());
            file.write(counts);
            SupportPage.write(support, file.file(), page);
            output.accept(report.block());
        }
    }

    private static Optional<Feature> featureOf(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getDeclaringClass())
                .map(type -> type.getAnnotation(Feature.class));
    }

    private Set<String> serversOf(TestIdentifier test) {
        Set<String> precise = said.remove(test.getUniqueId());
        return precise != null
                ? precise
                : names.of(test.getTags().stream().map(TestTag::getName).collect(Collectors.toSet()));
    }

    /** A class that is skipped skips its tests; those that only a run would have found count as one. */
    private int testsIn(TestIdentifier test) {
        return test.isTest()
                ? 1
                : Math.max(1, (int) plan.getDescendants(test).stream()
                        .filter(TestIdentifier::isTest)
                        .count());
    }

    private static String firstLine(String message) {
        String text = message == null || message.isBlank() ? "no reason given" : message;
        return text.lines().findFirst().orElse(text).replaceFirst("^Assumption failed: (assumption is not true)?", "");
    }
}
