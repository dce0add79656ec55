package dev.incusoperator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeLadderTest {

    @Test
    void the_first_rung_that_works_is_taken() {
        KubeLadder ladder = new KubeLadder(List.of(broken("one"), working("two"), working("three")), Map.of());

        assertThat(ladder.climb().name()).isEqualTo("two");
    }

    @Test
    void a_rung_that_is_asked_for_is_the_only_one_tried() {
        List<Rung> rungs = List.of(working("one"), broken("two"));

        assertThatThrownBy(() -> new KubeLadder(rungs, Map.of(KubeLadder.CHOICE, "two")).climb())
                .hasMessage("No Kubernetes API could be had: two: it is broken");
        assertThatThrownBy(() -> new KubeLadder(rungs, Map.of(KubeLadder.CHOICE, "three")).climb())
                .hasMessage("INCUS_OPERATOR_KUBE is 'three'; it may be one of one, two");
    }

    @Test
    void a_users_cluster_is_not_touched_unasked(@TempDir Path directory) throws Exception {
        String elsewhere = kubeconfig(directory, "https://10.9.8.7:6443");

        assertThat(new CurrentKube().climb(Map.of("KUBECONFIG", elsewhere))).isInstanceOf(Rung.Climb.NotHere.class);
        assertThat(new CurrentKube()
                        .climb(Map.of("KUBECONFIG", elsewhere, "INCUS_OPERATOR_TEST_KUBE_VERSION", "v1.36.3")))
                .as("left over in a shell that dev/servers was used in")
                .isInstanceOf(Rung.Climb.NotHere.class);
    }

    @Test
    void a_cluster_that_is_asked_for_and_not_there_is_an_error_and_no_reason_to_take_another(@TempDir Path directory)
            throws Exception {
        String nobody = kubeconfig(directory, "https://127.0.0.1:1");

        assertThatThrownBy(() ->
                        new CurrentKube().climb(Map.of("KUBECONFIG", nobody, "INCUS_OPERATOR_USE_KUBECONFIG", "true")))
                .hasMessageContaining("leads to no Kubernetes API")
                .hasMessageContaining(nobody);
        assertThatThrownBy(() -> new CurrentKube().climb(Map.of("INCUS_OPERATOR_TEST_KUBECONFIG", "/nowhere")))
                .hasMessage("The kubeconfig asked for is not readable: /nowhere");
    }

    private static String kubeconfig(Path directory, String url) throws Exception {
        Authority authority = new Authority("test");
        String text = Kubeconfig.of(url, authority, authority.client("CN=test"));
        return Files.writeString(directory.resolve("kubeconfig"), text).toString();
    }

    private static Rung working(String word) {
        return rung(word, new Rung.Climb.Up(new KubeServer(KubeServer.Kind.EMBEDDED, word, Path.of("none"), () -> {})));
    }

    private static Rung broken(String word) {
        return rung(word, new Rung.Climb.NotHere("it is broken"));
    }

    private static Rung rung(String word, Rung.Climb climb) {
        return new Rung() {
            @Override
            public String word() {
                return word;
            }

            @Override
            public Climb climb(Map<String, String> environment) {
                return climb;
            }
        };
    }
}
