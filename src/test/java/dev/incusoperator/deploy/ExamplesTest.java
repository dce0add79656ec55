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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(Servers.KUBE)
class ExamplesTest {

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("deploy", "examples"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_can_be_applied_as_it_is(Path example) throws IOException {
        TestKube kube = TestKube.get();
        assumeTrue(kube.isReal(), "no Kubernetes API that validates: the embedded one does not");

        for (GenericKubernetesResource resource : Kustomize.documents(Files.readString(example))) {
            assertThatCode(() -> kube.client()
                            .resource(resource)
                            .dryRun()
                            .fieldValidation(FieldValidateable.Validation.STRICT)
                            .create())
                    .as("%s %s", resource.getKind(), resource.getMetadata().getName())
                    .doesNotThrowAnyException();
        }
    }
}
