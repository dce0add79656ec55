package dev.incusoperator.bench;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The API server's own pace: a plain load generator that makes the writes which the operator's work consists of, and does
 * nothing else.
 */
final class Pace {
    private static final int AT_A_TIME = 16;
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("load-generator")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final Map<String, Object> status;
    private final int statusWrites;
    private final int events;

    /**
     * @param status what a resource of the operator's has in the end
     * @param statusWrites how often that is written for each, beside its creation and its finalizer
     * @param events how many are written for each
     */
    Pace(KubernetesClient client, Map<String, Object> status, int statusWrites, int events) {
        this.client = client;
        this.status = status;
        this.statusWrites = statusWrites;
        this.events = events;
    }

    /** Writes a second. */
    double measure(List<GenericKubernetesResource> resources) {
        double seconds = Stopwatch.seconds(() -> InParallel.forEach(resources, AT_A_TIME, this::write));
        return resources.size() * (2.0 + statusWrites + events) / seconds;
    }

    private void write(GenericKubernetesResource resource) {
        GenericKubernetesResource created = client.resource(resource).create();
        GenericKubernetesResource finalizer = bare(created);
        finalizer.getMetadata().setFinalizers(List.of("incusoperator.dev/instance"));
        finalizer.setAdditionalProperties(
                Map.of("spec", created.getAdditionalProperties().get("spec")));
        client.resource(finalizer).patch(APPLY);
        for (int i = 0; i < statusWrites; i++) {
            GenericKubernetesResource told = bare(created);
            // one that changes nothing would not be written
            Map<String, Object> changed = new HashMap<>(status);
            changed.put("observedGeneration", i);
            told.setAdditionalProperties(Map.of("status", changed));
            client.resource(told).subresource("status").patch(APPLY);
        }
        for (int i = 0; i < events; i++) {
            client.resource(event(created, i)).create();
        }
    }

    private static GenericKubernetesResource bare(GenericKubernetesResource of) {
        GenericKubernetesResource bare = new GenericKubernetesResource();
        bare.setApiVersion(of.getApiVersion());
        bare.setKind(of.getKind());
        ObjectMeta meta = new ObjectMeta();
        meta.setName(of.getMetadata().getName());
        meta.setNamespace(of.getMetadata().getNamespace());
        bare.setMetadata(meta);
        return bare;
    }

    private static io.fabric8.kubernetes.api.model.Event event(GenericKubernetesResource about, int number) {
        ObjectMeta meta = about.getMetadata();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName() + "." + number)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .endInvolvedObject()
                .withType("Normal")
                .withReason("Created")
                .withMessage("the instance was created on the host, and it is started")
                .build();
    }
}
