package dev.incusoperator.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;

/** What is declared: the hosts, and the instances, all of the same size. */
final class Declaration {
    /** What the one command says. */
    static final String GREETING = "hello";

    static final String COMMAND = "exec: [{name: greet, command: [echo, " + GREETING + "]}]\n";

    private static final String HOST = """
            socket: {path: %s}
            limits: {concurrentOperations: %d, requestsPerSecond: 1000}
            access: [{name: all, namespaces: {selector: {}}, projects: ['*'], allow: {everything: true}}]
            """;

    private static final String INSTANCE = """
            hostRef: {kind: ClusterIncusHost, name: %s}
            image: {alias: busybox}
            config: {user.colour: green}
            devices:
              eth0: {type: nic, name: eth0, network: %s}
              root: {type: disk, path: /, pool: default}
            """;

    private Declaration() {}

    /** With room for as many operations at a time as a host is let have. */
    static GenericKubernetesResource host(String name, Path socket, int operations) {
        return resource("ClusterIncusHost", "", name, HOST.formatted(socket, operations));
    }

    /** @param more of the spec, as YAML: {@link #COMMAND} or nothing */
    static GenericKubernetesResource instance(String namespace, String name, String host, String network, String more) {
        return resource("IncusInstance", namespace, name, INSTANCE.formatted(host, network) + more);
    }

    static void namespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    static void create(KubernetesClient client, List<GenericKubernetesResource> all) {
        InParallel.forEach(all, 8, each -> client.resource(each).create());
    }

    private static GenericKubernetesResource resource(String kind, String namespace, String name, String spec) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        resource.put("apiVersion", Api.GROUP + "/" + Api.VERSION).put("kind", kind);
        ObjectNode metadata = resource.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        resource.set("spec", Serialization.unmarshal(spec, ObjectNode.class));
        return Serialization.jsonMapper().convertValue(resource, GenericKubernetesResource.class);
    }
}
