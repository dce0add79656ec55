package dev.incusoperator.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.kube.TestKube;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we show to users is what the API server takes. */
@Tag(Servers.KUBE)
class ExamplesTest {
    private static final Pattern MANIFEST = Pattern.compile("(?s)```yaml\n(apiVersion:.*?)```");

    static Stream<Path> examples() throws IOException {
        return filesIn("deploy/examples");
    }

    static Stream<Path> pages() throws IOException {
        return filesIn("docs").filter(page -> page.toString().endsWith(".md"));
    }

    @BeforeAll
    static void a_server_that_validates() {
        assumeTrue(TestKube.get().isReal(), "no Kubernetes API that validates: the embedded one does not");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_can_be_applied_as_it_is(Path example) throws IOException {
        assertAccepted(Files.readString(example));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_manifest_on_a_page_can_be_applied_as_it_is(Path page) throws IOException {
        MANIFEST.matcher(Files.readString(page)).results().forEach(manifest -> assertAccepted(manifest.group(1)));
    }

    private static void assertAccepted(String yaml) {
        for (GenericKubernetesResource resource : Kustomize.documents(yaml)) {
            var handle = TestKube.get().client().resource(resource);
            boolean placed = resource.getMetadata().getNamespace() != null
                    || resource.getKind().startsWith("Cluster");
            assertThatCode(() -> (placed ? handle : handle.inNamespace("default"))
                            .dryRun()
                            .fieldValidation(FieldValidateable.Validation.STRICT)
                            .create())
                    .as("%s %s", resource.getKind(), resource.getMetadata().getName())
                    .doesNotThrowAnyException();
        }
    }

    private static Stream<Path> filesIn(String directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return files.sorted().toList().stream();
        }
    }
}
