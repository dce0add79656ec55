package dev.incusoperator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.report.Feature.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SupportMatrixTest {
    private final SupportMatrix matrix = new SupportMatrix();

    @Test
    void a_server_is_a_row_however_it_is_reached() {
        matrix.ran("Incus 6.0.4 (https)", Column.COMMANDS, false);
        matrix.ran("Incus 6.0.4 (unix socket)", Column.COMMANDS, false);
        matrix.ran("virtual machines of Incus 6.0.4", Column.COMMANDS, false);

        assertThat(matrix.table())
                .containsPattern("(?m)^\\| Incus 6.0.4 \\| – \\| – \\| ✓ 2 \\|")
                .containsPattern("(?m)^\\| virtual machines of Incus 6.0.4 \\| – \\| – \\| ✓ 1 \\|");
    }

    @Test
    void what_failed_once_is_not_told_as_supported() {
        matrix.ran("LXD 5.0.2", Column.API, false);
        matrix.ran("LXD 5.0.2", Column.API, true);

        assertThat(matrix.table()).contains("| LXD 5.0.2 | ✗ 1 of 2 |");
    }

    @Test
    void what_is_no_server_that_people_run_has_no_row() {
        matrix.ran("simulated host", Column.API, false);
        matrix.ran("kube-apiserver v1.36.3", Column.API, false);

        assertThat(matrix.isEmpty()).isTrue();
    }

    @Test
    void the_counts_of_an_earlier_jvm_are_added() {
        matrix.ran("Incus 7.0.2", Column.OCI, false);
        SupportMatrix later = new SupportMatrix();
        later.ran("Incus 7.0.2", Column.OCI, true);
        later.add(matrix.counts());

        assertThat(later.table()).contains("✗ 1 of 2");
    }

    @Test
    void a_run_writes_what_its_tests_have_shown(@TempDir Path directory) throws IOException {
        ReportFile file = new ReportFile(Optional.of(directory.resolve("counts")), false);

        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(SampleStories.class))
                                .build(),
                        new ServerReportListener(file, Optional.empty(), block -> {}));

        assertThat(Files.readString(directory.resolve("support.md")))
                .containsPattern("(?m)^\\| Incus 9.9 \\| – \\| – \\| – \\| ✓ 1 \\|");
    }

    @Test
    void the_page_has_the_columns_of_today_and_nothing_that_failed() throws IOException {
        String table = SupportPage.tableOf(Files.readString(SupportPage.PAGE));

        assertThat(table.lines().limit(2)).isEqualTo(matrix.table().lines().toList());
        assertThat(table).contains("| Incus 6", "| Incus 7", "| LXD 5").doesNotContain("✗");
    }

    @Test
    void a_table_takes_the_place_of_the_one_before() {
        String page = "# Support\n\n<!-- support matrix: written by a test run, do not edit -->\n\nold\n"
                + "\n<!-- end of the support matrix -->\nMore.\n";

        assertThat(SupportPage.within(page, "new\n"))
                .contains("\n\nnew\n\n<!-- end")
                .endsWith("More.\n")
                .doesNotContain("old");
    }

    /** As stories are told of a place: declared in one type, run in another. */
    @Feature(Column.FILES)
    interface Stories {
        @Test
        default void one(TestReporter reporter) {
            Servers.ranOn(reporter, "Incus 9.9 (https)");
        }
    }

    static class SampleStories implements Stories {}
}
