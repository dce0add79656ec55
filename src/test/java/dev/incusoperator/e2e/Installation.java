package dev.incusoperator.e2e;

import dev.incusoperator.deploy.Kustomize;
import dev.incusoperator.kube.AuditedKube;
import dev.incusoperator.kube.OperatorProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What {@code kubectl apply -k} of an overlay installs, and the operator that it would run, run as that account. */
record Installation(AuditedKube kube, List<GenericKubernetesResource> objects) {
    static final String NAMESPACE = "incus-operator";
    static final String ACCOUNT = "incus-operator";
    static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT;

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("kubectl")
            .withForce(true)
            .withFieldValidation("Strict")
            .build();
    private static final long DEFINITIONS_LIMIT_SECONDS = 60;

    static Installation of(AuditedKube kube, String overlay) {
        Installation made = new Installation(kube, Kustomize.build(overlay));
        made.apply();
        made.objects.stream()
                .filter(object -> object.getKind().equals("CustomResourceDefinition"))
                .forEach(definition -> made.awaitServed(definition.getMetadata().getName()));
        return made;
    }

    /** As it is written, whatever became of it. */
    void apply() {
        objects.forEach(object -> kube.client().resource(object).patch(APPLY));
    }

    private void awaitServed(String definition) {
        kube.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition)
                .waitUntilCondition(
                        there -> there != null
                                && there.getStatus() != null
                                && there.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        DEFINITIONS_LIMIT_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** The operator with a token of its account and the settings of its Deployment; does not wait. */
    OperatorProcess startOperator() {
        Map<String, String> settings = new HashMap<>();
        for (EnvVar variable : container().getEnv()) {
            settings.put(variable.getName(), variable.getValue() == null ? field(variable) : variable.getValue());
        }
        // the hosts of the tests are on loopback
        settings.put("INCUS_OPERATOR_NAMESPACED_HOSTS_ALLOW_LOCAL_ADDRESSES", "true");
        return OperatorProcess.start(kube.kubeconfigOf(NAMESPACE, ACCOUNT), settings, OperatorUnderTest.JVM);
    }

    private Container container() {
        Deployment deployment = kube.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("incus-operator")
                .get();
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    private static String field(EnvVar variable) {
        String path = variable.getValueFrom().getFieldRef().getFieldPath();
        if (!path.equals("metadata.namespace")) {
            throw new IllegalStateException(variable.getName() + " comes from " + path + ", which only a pod has");
        }
        return NAMESPACE;
    }
}
