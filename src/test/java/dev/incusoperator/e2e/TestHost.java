package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HostStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;
import java.util.function.Consumer;

/** A host resource of a story. The namespace is empty for a ClusterIncusHost. */
record TestHost(KubernetesClient kube, HostKind kind, String namespace, String name) {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /** As {@code spec.hostRef}. */
    String ref() {
        return "{kind: " + kindWord() + ", name: " + name + "}";
    }

    String kindWord() {
        return kind == HostKind.INCUS_HOST ? "IncusHost" : "ClusterIncusHost";
    }

    void create(String spec) {
        kube.resource(Manifest.resource(kindWord(), namespace, name, Manifest.yaml(spec)))
                .create();
    }

    /** Merges YAML into the spec. */
    void edit(String spec) {
        generic().patch(MERGE, Manifest.specPatch(spec));
    }

    /** Without the prefix {@code incusoperator.dev/}. */
    void annotate(String annotation, String value) {
        generic()
                .patch(
                        MERGE,
                        Manifest.patch(
                                "metadata: {annotations: {" + Api.GROUP + "/" + annotation + ": '" + value + "'}}"));
    }

    /** Waits until Ready has that reason, for the spec as it is now; the condition. */
    Condition awaitReady(String reason) {
        return Eventually.sees(
                        "host " + name + " is Ready for the reason " + reason,
                        this::ready,
                        ready -> ready.filter(condition -> condition.getReason().equals(reason) && isCurrent())
                                .isPresent(),
                        () -> String.valueOf(ready()))
                .orElseThrow();
    }

    /** Waits until there is that condition; its message. */
    String awaitCondition(String type, String value) {
        return Eventually.sees(
                        "host " + name + " has condition " + type + " " + value,
                        () -> condition(type),
                        condition -> condition
                                .filter(there -> there.getStatus().equals(value))
                                .isPresent(),
                        () -> String.valueOf(status()))
                .orElseThrow()
                .getMessage();
    }

    void awaitNoCondition(String type) {
        Eventually.sees(
                "host " + name + " has no condition " + type,
                () -> condition(type),
                Optional::isEmpty,
                () -> String.valueOf(status()));
    }

    private Optional<Condition> condition(String type) {
        return status().stream()
                .flatMap(status -> status.conditionsOrEmpty().stream())
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    Optional<Condition> ready() {
        return status().stream()
                .flatMap(status -> status.conditionsOrEmpty().stream())
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
    }

    Optional<HostStatus> status() {
        return find().map(CustomResource::getStatus);
    }

    /** Another one after each write. */
    String version() {
        return find().orElseThrow().getMetadata().getResourceVersion();
    }

    void delete() {
        generic().delete();
    }

    /** What keeps a host that is being deleted is taken away too: for the end of a story, when all else has been tried. */
    void deleteWhateverHolds() {
        find().ifPresent(there -> {
            if (there.hasFinalizer(Api.HOST_FINALIZER)) {
                generic().patch(MERGE, Manifest.patch("metadata: {finalizers: null}"));
            }
            delete();
        });
    }

    /** Whether it is kept while instances use it. */
    boolean isHeld() {
        return find().filter(host -> host.hasFinalizer(Api.HOST_FINALIZER)).isPresent();
    }

    boolean exists() {
        return find().isPresent();
    }

    private boolean isCurrent() {
        return find().filter(host -> host.getStatus() != null
                        && host.getMetadata()
                                .getGeneration()
                                .equals(host.getStatus().observedGeneration()))
                .isPresent();
    }

    private Optional<CustomResource<HostSpec, HostStatus>> find() {
        return Optional.ofNullable(
                kind == HostKind.INCUS_HOST
                        ? kube.resources(dev.incusoperator.api.v1alpha1.IncusHost.class)
                                .inNamespace(namespace)
                                .withName(name)
                                .get()
                        : kube.resources(dev.incusoperator.api.v1alpha1.ClusterIncusHost.class)
                                .withName(name)
                                .get());
    }

    /** Of a ClusterIncusHost: hears of each version of it from now on. */
    Watch watch(Consumer<HasMetadata> listener) {
        return kube.resources(dev.incusoperator.api.v1alpha1.ClusterIncusHost.class)
                .withName(name)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, dev.incusoperator.api.v1alpha1.ClusterIncusHost host) {
                        listener.accept(host);
                    }

                    @Override
                    public void onClose(WatcherException cause) {}
                });
    }

    private Resource<?> generic() {
        var resources = kube.genericKubernetesResources(Api.GROUP + "/" + Api.VERSION, kindWord());
        return namespace.isEmpty()
                ? resources.withName(name)
                : resources.inNamespace(namespace).withName(name);
    }
}
