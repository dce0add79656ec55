package dev.incusoperator.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.incusoperator.api.v1alpha1.Api;
import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.model.InstanceRef;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An IncusInstance of a story, as kubectl would handle it.
 *
 * @param ref the instance that it declares
 */
record TestInstance(KubernetesClient kube, String namespace, String name, InstanceRef ref) {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    void create(String spec) {
        kube.resource(Manifest.resource("IncusInstance", namespace, name, Manifest.yaml(spec)))
                .create();
    }

    /** Merges YAML into the spec: lists are replaced as a whole. */
    void edit(String spec) {
        generic().patch(MERGE, Manifest.specPatch(spec));
    }

    /** The whole spec, as {@code kubectl apply --server-side} sends it. */
    void applyServerSide(String spec) {
        kube.resource(Manifest.resource("IncusInstance", namespace, name, Manifest.yaml(spec)))
                .fieldManager("kubectl")
                .forceConflicts()
                .serverSideApply();
    }

    /** Without the prefix {@code incusoperator.dev/}. */
    void annotate(String annotation, String value) {
        generic().patch(MERGE, annotation(annotation, "'" + value + "'"));
    }

    void removeAnnotation(String annotation) {
        generic().patch(MERGE, annotation(annotation, "null"));
    }

    private static String annotation(String annotation, String value) {
        return Manifest.patch("metadata: {annotations: {" + Api.GROUP + "/" + annotation + ": " + value + "}}");
    }

    void delete() {
        generic().delete();
    }

    /** As anybody can who may change it. */
    void writeFinalizer() {
        generic().patch(MERGE, Manifest.patch("metadata: {finalizers: [" + Api.INSTANCE_FINALIZER + "]}"));
    }

    /** Asks whether it could be deleted, and deletes nothing. */
    void tryDelete() {
        kube.resources(IncusInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .dryRun()
                .delete();
    }

    /** What keeps it is taken away: for the end of a story, when all else has been tried. */
    void letGo() {
        generic().patch(MERGE, Manifest.patch("metadata: {finalizers: null}"));
    }

    void awaitGone() {
        Eventually.sees(name + " is gone", this::find, Optional::isEmpty, this::inWords);
    }

    /** Waits until Ready is True for the spec as it is now. */
    IncusInstance awaitReady() {
        return await("is Ready", TestInstance::isReady);
    }

    static boolean isReady(IncusInstance seen) {
        return condition(seen, "Ready").getStatus().equals("True") && isCurrent(seen);
    }

    /** The reason of Ready for the spec as it is now; empty where that is not told yet. */
    static String readyBecause(IncusInstance seen) {
        Condition ready = condition(seen, "Ready");
        return !ready.getReason().isEmpty() && isCurrent(seen) ? ready.getReason() : "";
    }

    static boolean isStalled(IncusInstance seen) {
        return condition(seen, "Stalled").getStatus().equals("True") && isCurrent(seen);
    }

    /** Waits until Ready has that reason for the spec as it is now; the condition. */
    Condition awaitReady(String reason) {
        IncusInstance seen = await(
                "is Ready for the reason " + reason,
                now -> condition(now, "Ready").getReason().equals(reason) && isCurrent(now));
        return condition(seen, "Ready");
    }

    /** Waits until that command is in that state. */
    ExecStatus awaitExec(String entry, ExecState state) {
        IncusInstance seen = await(
                "has command " + entry + " " + state,
                now -> exec(now, entry).filter(e -> e.state() == state).isPresent());
        return exec(seen, entry).orElseThrow();
    }

    IncusInstance await(String what, Predicate<IncusInstance> condition) {
        return Eventually.sees(
                        name + " " + what,
                        this::find,
                        seen -> seen.isPresent() && condition.test(seen.get()),
                        this::inWords)
                .orElseThrow();
    }

    IncusInstance get() {
        return find().orElseThrow(() -> new AssertionError("there is no IncusInstance " + name));
    }

    Optional<IncusInstance> find() {
        return Optional.ofNullable(kube.resources(IncusInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** Whether it has the finalizer that keeps it until its instance is gone. */
    boolean isHeld() {
        return get().hasFinalizer(Api.INSTANCE_FINALIZER);
    }

    InstanceStatus status() {
        return get().getStatus();
    }

    Condition condition(String type) {
        return condition(get(), type);
    }

    static boolean has(IncusInstance seen, String condition) {
        return !condition(seen, condition).getStatus().isEmpty();
    }

    boolean hasCondition(String type) {
        return !condition(type).getStatus().isEmpty();
    }

    ExecStatus exec(String entry) {
        return exec(get(), entry).orElseThrow(() -> new AssertionError(inWords()));
    }

    static Optional<ExecStatus> exec(IncusInstance seen, String entry) {
        return Optional.ofNullable(seen.getStatus()).stream()
                .flatMap(status -> status.execOrEmpty().stream())
                .filter(status -> status.name().equals(entry))
                .findFirst();
    }

    /** One without any word in it where there is none of that type. */
    static Condition condition(IncusInstance seen, String type) {
        return Optional.ofNullable(seen.getStatus()).stream()
                .flatMap(status -> status.conditionsOrEmpty().stream())
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElse(new Condition("", "", 0L, "", "", type));
    }

    private static boolean isCurrent(IncusInstance seen) {
        return seen.getMetadata().getGeneration().equals(seen.getStatus().observedGeneration());
    }

    private String inWords() {
        try {
            return "it is " + Serialization.yamlMapper().writeValueAsString(find().orElse(null));
        } catch (JsonProcessingException e) {
            return "it cannot be shown: " + e.getMessage();
        }
    }

    private Resource<GenericKubernetesResource> generic() {
        return kube.genericKubernetesResources(Api.GROUP + "/" + Api.VERSION, "IncusInstance")
                .inNamespace(namespace)
                .withName(name);
    }
}
