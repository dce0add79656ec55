package dev.incusoperator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Measure TEN = Measure.seconds(10);

    @Test
    void the_median_is_the_one_in_the_middle() {
        assertThat(Samples.of(9, 1, 5).median()).isEqualTo(5);
        assertThat(Samples.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Samples.of(7).median()).isEqualTo(7);
    }

    @Test
    void a_quantile_is_the_smallest_that_so_many_do_not_exceed() {
        Samples hundred = new Samples();
        for (int i = 100; i > 0; i--) {
            hundred.add(i);
        }

        assertThat(hundred.quantile(0.99)).isEqualTo(99);
        assertThat(hundred.quantile(0.5)).isEqualTo(50);
        assertThat(hundred.quantile(1)).isEqualTo(100);
    }

    @Test
    void of_nothing_there_is_no_median() {
        assertThatThrownBy(() -> new Samples().median()).hasMessageContaining("nothing was measured");
    }

    @Test
    void a_ratio_is_ours_by_the_reference() {
        assertThat(row(Measure.seconds(12), TEN, Goal.none()).ratio()).contains(1.2);
        assertThat(row(Measure.seconds(12), Measure.seconds(0), Goal.none()).ratio())
                .isEmpty();
        assertThat(Row.alone("1", "it", TEN, Goal.none()).ratio()).isEmpty();
    }

    @Test
    void a_goal_is_met_up_to_its_limit() {
        assertThat(Goal.times(1.05).isMet(Measure.seconds(10.5), Optional.of(TEN)))
                .contains(true);
        assertThat(Goal.times(1.05).isMet(Measure.seconds(10.6), Optional.of(TEN)))
                .contains(false);
        assertThat(Goal.part(0.7).isMet(Measure.seconds(7), Optional.of(TEN))).contains(true);
        assertThat(Goal.part(0.7).isMet(Measure.seconds(6.9), Optional.of(TEN))).contains(false);
        assertThat(Goal.above(Measure.seconds(1)).isMet(Measure.seconds(11), Optional.of(TEN)))
                .contains(true);
        assertThat(Goal.above(Measure.seconds(1)).isMet(Measure.seconds(11.1), Optional.of(TEN)))
                .contains(false);
        assertThat(Goal.atMost(TEN).isMet(Measure.seconds(10), Optional.empty()))
                .contains(true);
        assertThat(Goal.atMost(TEN).isMet(Measure.seconds(10.1), Optional.empty()))
                .contains(false);
    }

    @Test
    void what_has_no_goal_or_no_reference_is_not_judged() {
        assertThat(Goal.none().isMet(TEN, Optional.of(TEN))).isEmpty();
        assertThat(Goal.times(1).isMet(TEN, Optional.empty())).isEmpty();
    }

    @Test
    void a_figure_is_told_to_three_digits_with_its_unit() {
        assertThat(Measure.seconds(5.2134).inWords()).isEqualTo("5.21 s");
        assertThat(Measure.milliseconds(31.26).inWords()).isEqualTo("31.3 ms");
        assertThat(Measure.mebibytes(384).inWords()).isEqualTo("384 MiB");
        assertThat(Measure.count(12345).inWords()).isEqualTo("12,345");
        assertThat(Measure.perSecond(1234.5).inWords()).isEqualTo("1,235 /s");
        assertThat(Measure.count(0).inWords()).isEqualTo("0");
    }

    @Test
    void of_the_percentiles_of_rounds_the_medians_count() {
        Percentiles.OfRounds rounds = new Percentiles.OfRounds();
        rounds.add(new Percentiles(10, 300));
        rounds.add(Percentiles.parse("30.5 100\n"));
        rounds.add(new Percentiles(20, 200));

        assertThat(rounds.median()).isEqualTo(new Percentiles(20, 200));
        assertThat(rounds.median()).hasToString("p50 20 µs, p99 200 µs");
        assertThatThrownBy(() -> Percentiles.parse("no module named requests"))
                .hasMessageContaining("no module named requests");
    }

    @Test
    void whether_something_grows_is_seen_from_the_medians_of_the_first_and_the_last_few() {
        List<Reading> readings = Stream.of(50.0, 90.0, 51.0, 52.0, 70.0, 53.0)
                .map(heap -> new Reading(1, heap, 20, 30, 5))
                .toList();

        assertThat(Reading.first(readings, Reading::heap)).isEqualTo(51);
        assertThat(Reading.last(readings, Reading::heap)).isEqualTo(53);
        assertThat(Reading.last(readings.subList(0, 1), Reading::heap)).isEqualTo(50);
    }

    private static Row row(Measure ours, Measure reference, Goal goal) {
        return new Row("1", "it", ours, reference, "the other", goal);
    }
}
