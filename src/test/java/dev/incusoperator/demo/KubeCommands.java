package dev.incusoperator.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What a user of the cluster does: each is printed as the kubectl command that it stands for. */
final class KubeCommands {
    private static final Path DIRECTORY = Path.of("dev", "scenarios.d");
    private static final String API = "incusoperator.dev/v1alpha1";
    private static final String NAMESPACE = "default";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("incus-operator-scenarios")
            .withForce(true)
            .build();

    private final Stage stage;

    KubeCommands(Stage stage) {
        this.stage = stage;
    }

    private KubernetesClient client() {
        return stage.client();
    }

    private void type(String command) {
        stage.progress().plain("$ kubectl " + command);
    }

    /** The host of all scenarios, at the socket of the daemon at hand. */
    Resource<GenericKubernetesResource> applyHost() {
        type("apply -f dev/scenarios.d/host.yaml");
        ObjectNode manifest = read("host");
        manifest.withObject("/spec/socket").put("path", stage.daemon().socket());
        var host = client().genericKubernetesResources(API, "ClusterIncusHost").withName("scenarios");
        host.patch(APPLY, resource(manifest));
        return host;
    }

    void apply(String manifest) {
        type("apply -f dev/scenarios.d/" + manifest + ".yaml");
        GenericKubernetesResource resource = resource(read(manifest));
        find(resource.getMetadata().getName()).patch(APPLY, resource);
    }

    /** Merges JSON into the spec. */
    void patchSpec(String name, String spec) {
        String patch = "{\"spec\":" + spec + "}";
        type("patch iinst " + name + " --type merge -p '" + patch + "'");
        find(name).patch(MERGE, patch);
    }

    void annotate(String name, String annotation, String value) {
        type("annotate iinst " + name + " incusoperator.dev/" + annotation + "=" + value);
        find(name).patch(MERGE, annotation(annotation, '"' + value + '"'));
    }

    /** As {@code $(date -Is)} gives it. */
    void annotateWithTime(String name, String annotation) {
        annotate(name, annotation, Instant.now().toString());
    }

    void removeAnnotation(String name, String annotation) {
        type("annotate iinst " + name + " incusoperator.dev/" + annotation + "-");
        find(name).patch(MERGE, annotation(annotation, "null"));
    }

    private static String annotation(String annotation, String value) {
        return "{\"metadata\":{\"annotations\":{\"incusoperator.dev/" + annotation + "\":" + value + "}}}";
    }

    /** Returns when it is gone. */
    void delete(String name) {
        type("delete iinst " + name);
        find(name).delete();
        Instant end = Instant.now().plus(Stage.READY_LIMIT);
        while (exists(name) && Instant.now().isBefore(end)) {
            stage.waitALittle();
        }
    }

    boolean exists(String name) {
        return find(name).get() != null;
    }

    Resource<GenericKubernetesResource> find(String name) {
        return client().genericKubernetesResources(API, "IncusInstance")
                .inNamespace(NAMESPACE)
                .withName(name);
    }

    private static ObjectNode read(String name) {
        try {
            return (ObjectNode)
                    Serialization.yamlMapper().readTree(Files.readString(DIRECTORY.resolve(name + ".yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read " + DIRECTORY + "/" + name + ".yaml: run this from the project's directory", e);
        }
    }

    private static GenericKubernetesResource resource(ObjectNode manifest) {
        return Serialization.jsonMapper().convertValue(manifest, GenericKubernetesResource.class);
    }
}
