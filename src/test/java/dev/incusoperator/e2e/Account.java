package dev.incusoperator.e2e;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.deploy.Use;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one test has the operator spend on one host: a namespace, and instances with names of their own. */
final class Account implements AutoCloseable {
    /** Without a network interface no address is awaited, which comes at a time of its own. */
    static final String NO_NETWORK = "devices: {eth0: {type: none}}\n";

    private static final String SPEC = """
            hostRef: %s
            image: {alias: busybox}
            timeouts: {stop: 20s}
            """;

    private final Books books;
    private final CountedPlace place;
    private final TestHost host;
    private final String namespace;
    private final List<TestInstance> instances = new ArrayList<>();

    Account(Books books, CountedPlace place, TestHost host, String namespace) {
        this.books = books;
        this.place = place;
        this.host = host;
        this.namespace = namespace;
    }

    CountedPlace place() {
        return place;
    }

    private KubernetesClient client() {
        return books.kube().client();
    }

    TestInstance create(String spec) {
        String name = "i-" + UUID.randomUUID().toString().substring(0, 8);
        TestInstance made = new TestInstance(client(), namespace, name, new InstanceRef("default", name));
        instances.add(made);
        var whole = Manifest.yaml(SPEC.formatted(host.ref()));
        whole.setAll(Manifest.yaml(spec));
        made.create(whole.toString());
        return made;
    }

    /** What is asked for until that is done, and the operator has looked at all of it once more. */
    Spent spends(Runnable what) {
        int requests = books.mark();
        int calls = place.calls().mark();
        what.run();
        lookAgain();
        return Spent.of(
                books.since(requests).stream().filter(this::isOurs).toList(),
                place.calls().since(calls).stream().filter(this::isOurs).toList());
    }

    /** Of other tests' instances there may be an echo, and every ten minutes all are listed anew. */
    private boolean isOurs(Use request) {
        return request.namespace().isEmpty() || request.namespace().equals(namespace);
    }

    private boolean isOurs(String call) {
        return !(call.contains("/1.0/instances/") || call.startsWith("GET /1.0/instances?"))
                || instances.stream().anyMatch(instance -> call.contains("/1.0/instances/" + instance.name()));
    }

    /**
     * Has every resource of the namespace looked at, though nothing has changed that concerns it; asked for again until it
     * is so, for an operator that has just been started may not listen yet.
     */
    void lookAgain() {
        long before = books.reconciliations();
        long there = instances.stream()
                .filter(instance -> instance.find().isPresent())
                .count();
        Eventually.isSo("all are looked at once more", () -> {
            relabel();
            return books.reconciliations() >= before + there;
        });
    }

    private void relabel() {
        client().namespaces().withName(namespace).edit(edited -> {
            edited.getMetadata().getLabels().put("looked-at", UUID.randomUUID().toString());
            return edited;
        });
    }

    /** Deletes what was made. */
    @Override
    public void close() {
        instances.forEach(TestInstance::delete);
        instances.forEach(TestInstance::awaitGone);
        client().namespaces().withName(namespace).delete();
    }
}
