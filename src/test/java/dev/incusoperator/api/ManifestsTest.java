package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server makes of manifests: accepts the good, and refuses the bad with a sentence that helps. */
@Tag(Servers.KUBE)
class ManifestsTest {
    private static final int UNPROCESSABLE = 422;
    private static final int BAD_REQUEST = 400;

    private static TestKube kube;
    private static TestNamespace namespace;

    @BeforeAll
    static void a_server_that_validates() {
        kube = TestKube.get();
        assumeTrue(kube.isReal(), "no Kubernetes API that validates: the embedded one does not");
        namespace = kube.freshNamespace();
    }

    @AfterAll
    static void delete() {
        if (namespace != null) {
            namespace.close();
        }
    }

    static Stream<Manifest> good() {
        return Manifest.in("valid");
    }

    static Stream<Manifest> bad() {
        return Manifest.in("invalid");
    }

    static Stream<Manifest> goodUpdates() {
        return Manifest.in("valid-updates");
    }

    static Stream<Manifest> badUpdates() {
        return Manifest.in("invalid-updates");
    }

    @ParameterizedTest
    @MethodSource("good")
    void a_good_manifest_is_accepted(Manifest manifest) {
        assertThatCode(() -> tryToCreate(manifest.first())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_manifest_is_refused_with_a_sentence_that_says_what_to_write(Manifest manifest) {
        assertRefused(manifest, () -> tryToCreate(manifest.first()));
    }

    @ParameterizedTest
    @MethodSource("goodUpdates")
    void what_may_change_may_be_changed(Manifest manifest) {
        GenericKubernetesResource stored = at(manifest.first()).create();
        try {
            assertThatCode(() -> tryToUpdate(stored, manifest.second())).doesNotThrowAnyException();
        } finally {
            at(stored).delete();
        }
    }

    @ParameterizedTest
    @MethodSource("badUpdates")
    void what_is_immutable_stays(Manifest manifest) {
        GenericKubernetesResource stored = at(manifest.first()).create();
        try {
            assertRefused(manifest, () -> tryToUpdate(stored, manifest.second()));
        } finally {
            at(stored).delete();
        }
    }

    private static void assertRefused(Manifest manifest, Runnable attempt) {
        assertThat(manifest.refusal())
                .as("%s begins with a line that says how it is refused", manifest.name())
                .isNotBlank();

        KubernetesClientException refused = catchThrowableOfType(KubernetesClientException.class, attempt::run);

        assertThat(refused).as("%s is refused", manifest.name()).isNotNull();
        assertThat(refused.getCode()).isIn(UNPROCESSABLE, BAD_REQUEST);
        assertThat(refused.getStatus().getMessage()).contains(manifest.refusal());
    }

    private static void tryToCreate(GenericKubernetesResource resource) {
        at(resource)
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }

    private static void tryToUpdate(GenericKubernetesResource stored, GenericKubernetesResource wanted) {
        wanted.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
        at(wanted).dryRun().fieldValidation(FieldValidateable.Validation.STRICT).update();
    }

    private static Resource<GenericKubernetesResource> at(GenericKubernetesResource resource) {
        NamespaceableResource<GenericKubernetesResource> handle = kube.client().resource(resource);
        return resource.getKind().startsWith("Cluster") ? handle : handle.inNamespace(namespace.name());
    }
}
