package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.IncusHost;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceQuotaTest {
    private static final IncusHost OLD = host("z", "2026-03-01T12:00:00Z");
    private static final IncusHost NEXT = host("b", "2026-03-01T12:00:01Z");
    private static final IncusHost SAME_SECOND = host("c", "2026-03-01T12:00:01Z");
    private static final IncusHost NEW = host("a", "2026-03-02T08:00:00Z");

    private final NamespaceQuota quota = new NamespaceQuota(() -> List.of(NEW, SAME_SECOND, OLD, NEXT).stream());

    @Test
    void a_new_host_comes_after_all_older_ones_whatever_its_name() {
        assertThat(quota.older(OLD)).isZero();
        assertThat(quota.older(NEXT)).isEqualTo(1);
        assertThat(quota.older(SAME_SECOND)).isEqualTo(2);
        assertThat(quota.older(NEW)).isEqualTo(3);
    }

    @Test
    void the_oldest_have_the_places() {
        assertThat(quota.oldest(2)).containsExactly(OLD, NEXT);
    }

    private static IncusHost host(String name, String created) {
        IncusHost host = new IncusHost();
        host.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team")
                .withName(name)
                .withCreationTimestamp(created)
                .build());
        return host;
    }
}
