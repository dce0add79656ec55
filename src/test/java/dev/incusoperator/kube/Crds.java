package dev.incusoperator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The operator's resource definitions, as they are checked in. */
public final class Crds {
    private static final Path CHECKED_IN = Path.of("crds");
    private static final long ESTABLISH_LIMIT_SECONDS = 30;

    private Crds() {}

    /** Applies all of them and waits until the server serves their kinds. */
    public static void install(KubernetesClient client) {
        install(client, all());
    }

    static void install(KubernetesClient client, List<GenericKubernetesResource> definitions) {
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("incus-operator-setup")
                .withForce(true)
                .build();
        for (GenericKubernetesResource definition : definitions) {
            client.resource(definition).patch(apply);
        }
        for (GenericKubernetesResource definition : definitions) {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(definition.getMetadata().getName())
                    .waitUntilCondition(Crds::isEstablished, ESTABLISH_LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return Optional.ofNullable(definition)
                .map(CustomResourceDefinition::getStatus)
                // one that is new may have a status without any
                .map(CustomResourceDefinitionStatus::getConditions)
                .filter(conditions -> conditions.stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True")))
                .isPresent();
    }

    /** As they are in {@code crds/}. */
    public static List<GenericKubernetesResource> all() {
        try (Stream<Path> files = Files.list(CHECKED_IN)) {
            return files.filter(file ->
                            file.toString().endsWith(".yml") || file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Crds::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Field by field as written: a typed definition would drop what this client does not know. */
    private static GenericKubernetesResource read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), GenericKubernetesResource.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
