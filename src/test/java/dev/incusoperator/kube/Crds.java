package dev.incusoperator.kube;

import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The operator's resource definitions: those checked in where they are, else generated from the classes. */
public final class Crds {
    private static final Path CHECKED_IN = Path.of("crds");
    private static final long ESTABLISH_LIMIT_SECONDS = 30;

    private Crds() {}

    /** Applies all of them and waits until the server serves their kinds. */
    public static void install(KubernetesClient client) {
        install(client, all());
    }

    static void install(KubernetesClient client, List<CustomResourceDefinition> definitions) {
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("incus-operator-setup")
                .withForce(true)
                .build();
        for (CustomResourceDefinition definition : definitions) {
            client.resource(definition).patch(apply);
        }
        for (CustomResourceDefinition definition : definitions) {
            client.resource(definition)
                    .waitUntilCondition(Crds::isEstablished, ESTABLISH_LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** As they are in {@code crds/}, or as the classes say. */
    public static List<CustomResourceDefinition> all() {
        return Files.isDirectory(CHECKED_IN) ? checkedIn() : generated();
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }

    private static List<CustomResourceDefinition> checkedIn() {
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

    private static CustomResourceDefinition read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static List<CustomResourceDefinition> generated() {
        ConcurrentLinkedQueue<ByteArrayOutputStream> outputs = new ConcurrentLinkedQueue<>();
        CRDGenerator generator = new CRDGenerator()
                .customResourceClasses(IncusHost.class, ClusterIncusHost.class, IncusInstance.class)
                .forCRDVersions("v1")
                .withOutput(new InMemory(outputs));
        generator.detailedGenerate();
        return outputs.stream()
                .map(bytes -> Serialization.unmarshal(
                        new ByteArrayInputStream(bytes.toByteArray()), CustomResourceDefinition.class))
                .toList();
    }

    private record InMemory(ConcurrentLinkedQueue<ByteArrayOutputStream> outputs)
            implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String name) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            outputs.add(output);
            return output;
        }

        @Override
        public URI crdURI(String name) {
            return URI.create("file:///" + name);
        }

        @Override
        public void close() {}
    }
}
