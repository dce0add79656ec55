package dev.incusoperator.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} of an overlay brings about. */
@Tag(Servers.KUBE)
class InstallationTest {
    private static final String NAMESPACE = "incus-operator";
    private static final String ACCOUNT = "system:serviceaccount:incus-operator:incus-operator";

    private KubernetesClient client;
    private List<GenericKubernetesResource> installed = List.of();

    @BeforeEach
    void a_server_that_validates() {
        TestKube kube = TestKube.get();
        assumeTrue(kube.isReal(), "no Kubernetes API that validates: the embedded one does not");
        assumeTrue(Kustomize.kubectl().isPresent(), "no kubectl in KUBEBUILDER_ASSETS or on the PATH");
        client = kube.client();
    }

    @BeforeAll
    static void nothing_is_left_of_an_earlier_run() {
        TestKube kube = TestKube.get();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            Namespace namespace = kube.client().namespaces().withName(NAMESPACE).get();
            return namespace == null || !namespace.isMarkedForDeletion();
        });
    }

    @AfterAll
    static void leave_nothing() {
        TestKube.get().client().namespaces().withName(NAMESPACE).delete();
    }

    @AfterEach
    void uninstall() {
        installed.stream()
                .filter(resource -> !resource.getKind().equals("Namespace"))
                .forEach(resource -> client.resource(resource).delete());
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote", "unix-socket"})
    void an_overlay_is_accepted_whole_and_its_pod_let_in(String overlay) {
        install(overlay);

        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("incus-operator")
                .get();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("tried")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec())
                .build();
        assertThat(client.resource(pod).dryRun().create()).isNotNull();
        assertThat(deployment.getSpec().getTemplate().getSpec().getContainers()).allSatisfy(container -> {
            assertThat(container.getImage()).endsWith(":0.1.0");
            SecurityContext security = container.getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getPrivileged()).isNull();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
            assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote", "unix-socket"})
    void its_pod_is_nobody_on_its_node_and_shares_nothing_with_it(String overlay) {
        PodSpec pod = podTemplate(overlay).getSpec();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532L);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getHostIPC()).isNull();
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getHostPath() != null)
                .extracting(volume -> volume.getHostPath().getPath())
                .isEqualTo(overlay.equals("unix-socket") ? List.of("/var/lib/incus") : List.of());
    }

    @Test
    void its_network_policy_is_for_its_pod_and_keeps_it_from_what_no_host_is_at() {
        NetworkPolicy policy = only("remote", "NetworkPolicy", NetworkPolicy.class);

        assertThat(podTemplate("remote").getMetadata().getLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).hasSize(1).allSatisfy(in -> {
            assertThat(in.getPorts())
                    .extracting(port -> port.getPort().getValue())
                    .containsExactly("http");
            assertThat(in.getFrom())
                    .extracting(from -> from.getNamespaceSelector().getMatchLabels())
                    .containsExactly(Map.of("kubernetes.io/metadata.name", "monitoring"));
        });
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(NetworkPolicyPeer::getIpBlock)
                .allSatisfy(block -> assertThat(block.getExcept()).containsAnyOf("169.254.0.0/16", "fe80::/10"));
    }

    private static PodTemplateSpec podTemplate(String overlay) {
        return only(overlay, "Deployment", Deployment.class).getSpec().getTemplate();
    }

    private static <T> T only(String overlay, String kind, Class<T> type) {
        return Kustomize.build(overlay).stream()
                .filter(resource -> resource.getKind().equals(kind))
                .map(resource -> Serialization.unmarshal(Serialization.asJson(resource), type))
                .reduce((one, other) -> {
                    throw new AssertionError("more than one " + kind);
                })
                .orElseThrow();
    }

    @Test
    void an_overlay_brings_the_definitions_of_all_kinds() {
        assertThat(Kustomize.build("remote"))
                .filteredOn(resource -> resource.getKind().equals("CustomResourceDefinition"))
                .extracting(resource -> resource.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "incusinstances.incusoperator.dev",
                        "incushosts.incusoperator.dev",
                        "clusterincushosts.incusoperator.dev");
    }

    @ParameterizedTest(name = "{0} {2}/{3} in \"{4}\": {5}")
    @CsvSource({
        "list,   incusoperator.dev,   incusinstances,           '',     '',             true",
        "watch,  incusoperator.dev,   incushosts,               '',     '',             true",
        "watch,  incusoperator.dev,   clusterincushosts,        '',     '',             true",
        "patch,  incusoperator.dev,   incusinstances,           '',     team-a,         true",
        "patch,  incusoperator.dev,   incusinstances,           status, team-a,         true",
        "create, incusoperator.dev,   incusinstances,           '',     team-a,         false",
        "delete, incusoperator.dev,   incusinstances,           '',     team-a,         false",
        "get,    '',                  secrets,                  '',     team-a,         true",
        "list,   '',                  secrets,                  '',     team-a,         false",
        "watch,  '',                  secrets,                  '',     team-a,         false",
        "create, '',                  secrets,                  '',     team-a,         false",
        "list,   '',                  secrets,                  '',     incus-operator, true",
        "watch,  '',                  secrets,                  '',     incus-operator, true",
        "create, '',                  secrets,                  '',     incus-operator, true",
        "update, '',                  secrets,                  '',     incus-operator, false",
        "delete, '',                  secrets,                  '',     incus-operator, true",
        "delete, '',                  secrets,                  '',     team-a,         false",
        "get,    '',                  configmaps,               '',     team-a,         true",
        "list,   '',                  configmaps,               '',     team-a,         false",
        "create, '',                  events,                   '',     team-a,         true",
        "watch,  '',                  namespaces,               '',     '',             true",
        "delete, '',                  namespaces,               '',     '',             false",
        "update, coordination.k8s.io, leases,                   '',     incus-operator, true",
        "update, coordination.k8s.io, leases,                   '',     team-a,         false",
        "get,    '',                  pods,                     '',     incus-operator, false",
        "create, '',                  pods,                     exec,   team-a,         false",
        "get,    rbac.authorization.k8s.io, clusterroles,       '',     '',             false"
    })
    void the_account_may_do_what_the_operator_does_and_no_more(
            String verb, String group, String resource, String subresource, String namespace, boolean allowed) {
        install("remote");

        assertThat(may(verb, group, resource, subresource, namespace)).isEqualTo(allowed);
    }

    @Test
    void secrets_by_namespace_may_be_read_in_the_named_namespaces_alone() {
        try (TestNamespace named = TestKube.get().freshNamespace();
                TestNamespace other = TestKube.get().freshNamespace()) {
            install("secrets-by-namespace", Map.of("team-a", named.name()));

            for (String resource : List.of("secrets", "configmaps")) {
                assertThat(may("get", "", resource, "", named.name()))
                        .as(resource)
                        .isTrue();
                assertThat(may("get", "", resource, "", NAMESPACE)).as(resource).isTrue();
                assertThat(may("get", "", resource, "", other.name()))
                        .as(resource)
                        .isFalse();
                assertThat(may("list", "", resource, "", named.name()))
                        .as(resource)
                        .isFalse();
            }
            assertThat(may("patch", "incusoperator.dev", "incusinstances", "status", other.name()))
                    .isTrue();
            assertThat(may("list", "", "secrets", "", NAMESPACE)).isTrue();
        }
    }

    private boolean may(String verb, String group, String resource, String subresource, String namespace) {
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(ACCOUNT)
                        .withNewResourceAttributes()
                        .withVerb(verb)
                        .withGroup(group)
                        .withResource(resource)
                        .withSubresource(subresource)
                        .withNamespace(namespace)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    /** All but the definitions, which the server of the tests has already. */
    private void install(String overlay) {
        install(overlay, Map.of());
    }

    /** @param namespaces what to call namespaces of the overlay here */
    private void install(String overlay, Map<String, String> namespaces) {
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("kubectl")
                .withForce(true)
                .withFieldValidation("Strict")
                .build();
        installed = Kustomize.build(overlay).stream()
                .filter(resource -> !resource.getKind().equals("CustomResourceDefinition"))
                .toList();
        namespaces.forEach((written, here) -> installed.stream()
                .filter(resource -> written.equals(resource.getMetadata().getNamespace()))
                .forEach(resource -> resource.getMetadata().setNamespace(here)));
        installed.forEach(resource -> client.resource(resource).patch(apply));
    }
}
