package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SituationReaderTest {
    /** Between two looks somebody else's instance could come, which would then be taken over without having been judged. */
    @Test
    void what_is_judged_is_what_is_acted_upon() {
        try (Bench bench = new Bench(Product.INCUS, "adopt: IfUnowned")) {
            DirectHost host = bench.host;
            host.betweenLooks(() -> comes(bench));

            bench.reconcile();

            assertThat(bench.simulated.instance("web").orElseThrow().config()).doesNotContainKey(Mark.OWNER);
        }
    }

    /** What is applied together comes in any order: it is no news that has to be written. */
    @Test
    void nothing_is_done_nor_told_before_the_namespace_is_known() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.namespaceLabels = Optional.empty();
            bench.reconcile();
            assertThat(bench.hostWrites()).isZero();
            assertThat(bench.notes).isEmpty();

            bench.namespaceLabels = Optional.of(Map.of());
            bench.untilReady("True Ready");
        }
    }

    private static void comes(Bench bench) {
        if (bench.simulated.instance("web").isEmpty()) {
            bench.simulated.admin().create("web", Map.of("security.privileged", "true"));
        }
    }
}
