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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first story of {@code deploy/examples/}: a host and an instance on it, made to fit the servers at hand.
 *
 * @param host a ClusterIncusHost
 * @param instance an IncusInstance
 */
record Examples(GenericKubernetesResource host, GenericKubernetesResource instance) {
    static final String HOST = "local";
    static final String INSTANCE = "hello";
    static final String NAMESPACE = "default";

    private static final Path DIRECTORY = Path.of("deploy", "examples");
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("incus-operator-demo")
            .withForce(true)
            .build();

    /** With the socket of this server for the host's, and an image that dev/servers imports for the instance's. */
    static Examples fitted(Daemon daemon) {
        List<ObjectNode> documents = read();
        ObjectNode host = find(documents, "ClusterIncusHost", HOST);
        host.withObject("/spec/socket").put("path", daemon.socket());
        ObjectNode instance = find(documents, "IncusInstance", INSTANCE);
        instance.withObject("/metadata").put("namespace", NAMESPACE);
        instance.withObject("/spec").putObject("image").put("alias", "busybox");
        daemon.machines().ifPresent(image -> {
            ObjectNode spec = instance.withObject("/spec").put("type", "virtual-machine");
            spec.putObject("image").put("alias", image.alias());
            spec.withObject("/config").put("security.secureboot", "false").put("limits.memory", image.memory());
        });
        return new Examples(resource(host), resource(instance));
    }

    void apply(KubernetesClient client) {
        host(client).patch(APPLY, host);
        instance(client).patch(APPLY, instance);
    }

    Resource<GenericKubernetesResource> host(KubernetesClient client) {
        return client.genericKubernetesResources(host.getApiVersion(), host.getKind())
                .withName(HOST);
    }

    Resource<GenericKubernetesResource> instance(KubernetesClient client) {
        return client.genericKubernetesResources(instance.getApiVersion(), instance.getKind())
                .inNamespace(NAMESPACE)
                .withName(INSTANCE);
    }

    /** The path of the API that lists the instances of the example's namespace. */
    String listPath() {
        return "/apis/" + instance.getApiVersion() + "/namespaces/" + NAMESPACE + "/incusinstances";
    }

    private static List<ObjectNode> read() {
        if (!Files.isDirectory(DIRECTORY)) {
            throw new DemoFailure(DIRECTORY + " is not here: run the demo from the project's directory");
        }
        List<ObjectNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList()) {
                try (var values = Serialization.yamlMapper()
                        .readerFor(ObjectNode.class)
                        .<ObjectNode>readValues(Files.readString(file))) {
                    values.forEachRemaining(documents::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + DIRECTORY, e);
        }
        return documents;
    }

    private static ObjectNode find(List<ObjectNode> documents, String kind, String name) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new DemoFailure("There is no " + kind + " '" + name + "' in " + DIRECTORY));
    }

    private static GenericKubernetesResource resource(ObjectNode document) {
        return Serialization.jsonMapper().convertValue(document, GenericKubernetesResource.class);
    }
}
