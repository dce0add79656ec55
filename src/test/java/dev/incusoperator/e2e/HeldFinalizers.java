package dev.incusoperator.e2e;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/**
 * While it is open nobody can take a finalizer off resources of these kinds: who tries is answered 422, as where the resource
 * has changed since it was read. It brings about for certain what otherwise comes about by chance.
 */
final class HeldFinalizers implements AutoCloseable {
    private static final String PLACE = "default";
    private static final int UNPROCESSABLE = 422;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    /** The API server takes a moment to heed a policy, and to forget it: a ConfigMap is tried. */
    private static final String OBJECTS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: NAME, namespace: default, finalizers: [example.com/held]}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: NAME}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [incusoperator.dev], apiVersions: ["*"], operations: [UPDATE], resources: [RESOURCES]}
                - {apiGroups: [""], apiVersions: ["*"], operations: [UPDATE], resources: [configmaps], resourceNames: [NAME]}
              validations:
              - expression: "!has(oldObject.metadata.finalizers) || has(object.metadata.finalizers)"
                reason: Invalid
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: NAME}
            spec: {policyName: NAME, validationActions: [Deny]}
            """;

    private final KubernetesClient kube;
    private final List<GenericKubernetesResource> objects;
    private final Resource<ConfigMap> tried;

    private HeldFinalizers(KubernetesClient kube, String name, String resources) {
        this.kube = kube;
        this.objects = List.of(OBJECTS.replace("NAME", name)
                        .replace("RESOURCES", resources)
                        .split("---\n"))
                .stream()
                .map(object -> Serialization.unmarshal(object, GenericKubernetesResource.class))
                .toList();
        this.tried = kube.configMaps().inNamespace(PLACE).withName(name);
    }

    /** @param resources in the plural, of the operator's own group */
    static HeldFinalizers of(KubernetesClient kube, String... resources) {
        HeldFinalizers held =
                new HeldFinalizers(kube, "held-" + String.join("-", resources), String.join(", ", resources));
        held.objects.forEach(object -> kube.resource(object).create());
        Eventually.isSo("finalizers are held", () -> !held.canBeTaken());
        return held;
    }

    private boolean canBeTaken() {
        try {
            finalizers("null");
            finalizers("[example.com/held]");
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNPROCESSABLE) {
                return false;
            }
            throw e;
        }
    }

    private void finalizers(String value) {
        tried.patch(MERGE, Manifest.patch("metadata: {finalizers: " + value + "}"));
    }

    @Override
    public void close() {
        objects.stream()
                .filter(object -> !object.getKind().equals("ConfigMap"))
                .forEach(object -> kube.resource(object).delete());
        Eventually.isSo("finalizers can be taken again", this::canBeTaken);
        finalizers("null");
        tried.delete();
    }
}
