package dev.incusoperator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ServerReportTest {

    @Test
    void each_server_is_shown_with_the_tests_that_ran_on_it() {
        ServerReport report = new ServerReport();
        report.ran(Set.of("Incus 6.0.4", "kube-apiserver v1.36.3"), false);
        report.ran(Set.of("Incus 6.0.4"), true);
        report.ran(Set.of(), false);

        assertThat(report.block())
                .contains("     2  Incus 6.0.4", "     1  kube-apiserver v1.36.3", "     1  need no server")
                .contains("     3  in all, 1 of them failed", "none skipped");
    }

    @Test
    void skipped_tests_are_grouped_by_their_reason() {
        ServerReport report = new ServerReport();
        report.skipped("no LXD", 3);
        report.skipped("no LXD", 1);
        report.skipped("no KVM", 1);

        assertThat(report.block()).contains("     5  skipped:", "     4  no LXD", "     1  no KVM");
    }

    @Test
    void tags_are_named_with_the_version_that_the_environment_tells() {
        ServerNames names = new ServerNames(
                Map.of("INCUS_OPERATOR_TEST_INCUS_VERSION", "6.0.4"), () -> Optional.of("kube-apiserver v1.36.3"));

        assertThat(names.of(Set.of(Servers.INCUS, Servers.KUBE)))
                .containsExactly("Incus 6.0.4", "kube-apiserver v1.36.3");
        assertThat(names.of(Set.of(Servers.INCUS, Servers.BY_HTTPS))).containsExactly("Incus 6.0.4 (https)");
        assertThat(names.of(Set.of(Servers.LXD, Servers.BY_SOCKET))).containsExactly("LXD (unix socket)");
        assertThat(names.of(Set.of("slow"))).isEmpty();
    }

    @Test
    void a_later_jvm_tells_of_the_tests_of_an_earlier_one_too(@TempDir Path directory) {
        Optional<Path> file = Optional.of(directory.resolve("counts"));
        ServerReport first = new ServerReport();
        first.ran(Set.of("LXD: 5.0.2"), true);
        first.skipped("no KVM = no VMs", 2);
        new ReportFile(file, false).write(first.counts());

        ServerReport second = new ServerReport();
        second.ran(Set.of("LXD: 5.0.2"), false);
        second.add(new ReportFile(file, true).earlier());

        assertThat(second.block())
                .contains("     2  LXD: 5.0.2", "     2  in all, 1 of them failed", "     2  no KVM = no VMs");
        assertThat(new ReportFile(file, false).earlier()).isEmpty();
    }

    @Test
    void the_listener_counts_what_tags_and_tests_say() {
        StringBuilder printed = new StringBuilder();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(SampleCase.class), selectClass(SkippedSampleCase.class))
                .build();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        request,
                        new ServerReportListener(
                                new ReportFile(Optional.empty(), false), Optional.empty(), printed::append));

        assertThat(printed)
                .contains("     1  simulated host")
                .contains("     2  Incus over https", "     1  Incus over a socket")
                .contains("     4  in all")
                .contains("     1  there is no LXD here", "     2  a whole class");
    }

    /** Not found by Surefire, whose patterns want Test at the start or the end of a name. */
    @Tag(Servers.SIMULATED)
    static class SampleCase {
        @Test
        void plain() {}

        @ParameterizedTest
        @ValueSource(strings = {"Incus over https", "Incus over a socket", "Incus over https"})
        void precise(String server, TestReporter reporter) {
            Servers.ranOn(reporter, server);
        }

        @Test
        void not_here() {
            assumeTrue(false, "there is no LXD here");
        }
    }

    @Disabled("a whole class")
    static class SkippedSampleCase {
        @Test
        void one() {}

        @Test
        void two() {}
    }
}
