package dev.incusoperator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Place PLACE = new Place("2 × a processor", "Incus 6");
    private static final Row FAST =
            new Row("3", "made", Measure.seconds(5), Measure.seconds(5), "by hand", Goal.times(1.05));
    private static final Row SLOW =
            new Row("12", "deleted", Measure.seconds(9), Measure.seconds(5), "by hand", Goal.times(1.05));
    private static final Curve CURVE = new Curve(
            "growth",
            "How it grows",
            "resources",
            "s",
            List.of(new Curve.Line("time", List.of(1.0, 10.0), List.of(2.0, 3.0))));

    @TempDir
    Path directory;

    @Test
    void one_that_is_run_anew_changes_its_own_rows_only() {
        Path file = directory.resolve("below").resolve("results.json");
        Results results = new Results(file);
        results.put(new Result("making", "2026-01-01", PLACE, List.of(SLOW), List.of()));
        results.put(new Result("deleting", "2026-01-01", PLACE, List.of(SLOW), List.of(CURVE)));
        new Results(file).put(new Result("making", "2026-01-02", PLACE, List.of(FAST), List.of()));

        assertThat(new Results(file).all())
                .containsExactly(
                        new Result("deleting", "2026-01-01", PLACE, List.of(SLOW), List.of(CURVE)),
                        new Result("making", "2026-01-02", PLACE, List.of(FAST), List.of()));
    }

    @Test
    void the_page_has_a_line_for_each_row_by_its_number() {
        String page = Page.of(
                List.of(
                        new Result("deleting", "2026-01-01", PLACE, List.of(SLOW), List.of()),
                        new Result("making", "2026-01-01", PLACE, List.of(FAST), List.of())),
                Map.of());

        assertThat(page)
                .containsSubsequence(
                        "| 3 | made | 5 s | 5 s (by hand) | 1 | ≤ 1.05 × | yes |\n",
                        "| 12 | deleted | 9 s | 5 s (by hand) | 1.80 | ≤ 1.05 × | **no** |\n",
                        "- 2 × a processor; Incus 6; 2026-01-01: `deleting`, `making`\n");
    }

    @Test
    void what_is_missed_stands_there_with_its_reason() {
        List<Result> results = List.of(new Result("deleting", "2026-01-01", PLACE, List.of(FAST, SLOW), List.of()));

        assertThat(Page.of(results, Map.of("12", "the daemon does one at a time", "3", "not needed")))
                .contains("- deleted: the daemon does one at a time\n")
                .doesNotContain("not needed");
        assertThat(Page.of(results, Map.of())).contains("- deleted: why is not known yet\n");
    }

    @Test
    void a_curve_is_drawn_and_shown() throws IOException {
        Plot.draw(CURVE, directory.resolve("pictures"));
        String page = Page.of(List.of(new Result("growing", "2026-01-01", PLACE, List.of(), List.of(CURVE))), Map.of());

        assertThat(ImageIO.read(directory.resolve("pictures/growth.png").toFile())
                        .getWidth())
                .isGreaterThan(100);
        assertThat(page).contains("![How it grows](performance/growth.png)\n");
        assertThat(Files.list(directory.resolve("pictures"))).hasSize(1);
    }
}
