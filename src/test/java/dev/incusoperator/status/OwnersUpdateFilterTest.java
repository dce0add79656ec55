package dev.incusoperator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OwnersUpdateFilterTest {
    private final OwnersUpdateFilter filter = new OwnersUpdateFilter();

    @Test
    void what_a_person_did_is_let_through() {
        assertThat(accepts(meta -> meta.withGeneration(2L))).isTrue();
        assertThat(accepts(meta -> meta.withDeletionTimestamp("2026-03-01T12:00:00Z")))
                .isTrue();
        assertThat(accepts(meta -> meta.addToAnnotations("incusoperator.dev/paused", "true")))
                .isTrue();
        assertThat(accepts(meta -> meta.addToAnnotations("incusoperator.dev/rerun", "b")))
                .isTrue();
        assertThat(accepts(meta -> meta.removeFromAnnotations("incusoperator.dev/rerun")))
                .isTrue();
        assertThat(accepts(meta -> meta.addToFinalizers("another.example/finalizer")))
                .isTrue();
    }

    @Test
    void what_concerns_nobody_here_is_not() {
        assertThat(accepts(meta -> meta)).isFalse();
        assertThat(accepts(meta -> meta.withResourceVersion("2"))).isFalse();
        assertThat(accepts(meta -> meta.addToAnnotations("other.example/note", "x")))
                .isFalse();
        assertThat(accepts(meta -> meta.addToLabels("app", "web"))).isFalse();
        assertThat(accepts(meta ->
                        meta.addNewManagedField().withManager("incus-operator").endManagedField()))
                .isFalse();
    }

    @Test
    void our_own_finalizer_is_no_act_of_the_owner() {
        HasMetadata before = pod(new ObjectMetaBuilder().withGeneration(1L));
        HasMetadata held =
                pod(new ObjectMetaBuilder().withGeneration(1L).addToFinalizers("incusoperator.dev/instance"));
        HasMetadata deleted =
                pod(new ObjectMetaBuilder().withGeneration(2L).withDeletionTimestamp("2026-03-01T12:00:00Z"));

        assertThat(OwnersUpdateFilter.ownerActed(held, before)).isFalse();
        assertThat(OwnersUpdateFilter.ownerActed(deleted, before)).isTrue();
    }

    @Test
    void a_resource_without_annotations_is_like_one_with_those_of_others() {
        Pod without = pod(new ObjectMetaBuilder().withGeneration(1L));
        Pod with = pod(new ObjectMetaBuilder().withGeneration(1L).addToAnnotations("other.example/note", "x"));
        without.getMetadata().setAnnotations(null);

        assertThat(filter.accept(with, without)).isFalse();
        assertThat(filter.accept(without, with)).isFalse();
    }

    private boolean accepts(UnaryOperator<ObjectMetaBuilder> change) {
        ObjectMetaBuilder before = new ObjectMetaBuilder()
                .withName("web")
                .withGeneration(1L)
                .withResourceVersion("1")
                .addToFinalizers("incusoperator.dev/instance")
                .addToAnnotations("incusoperator.dev/rerun", "a");
        HasMetadata old = pod(before);
        return filter.accept(pod(change.apply(new ObjectMetaBuilder(old.getMetadata()))), old);
    }

    private static Pod pod(ObjectMetaBuilder meta) {
        Pod pod = new Pod();
        pod.setMetadata(meta.build());
        return pod;
    }
}
