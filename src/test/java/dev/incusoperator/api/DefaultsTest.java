package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.api.v1alpha1.AccessRule;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The defaults that the API server fills in: the same that the code has for where nobody fills them in. */
@Tag(Servers.KUBE)
class DefaultsTest {
    private static final String SMALLEST = """
            apiVersion: incusoperator.dev/v1alpha1
            kind: IncusInstance
            metadata: {name: web}
            spec:
              hostRef: {name: mine}
              image: {alias: busybox}
              exec: [{name: greet, command: [echo, hello]}]
              files: [{path: /etc/motd, content: hello}]
              updates: {}
              timeouts: {}
            """;

    private KubernetesClient client;
    private TestNamespace namespace;

    @BeforeEach
    void a_namespace() {
        TestKube kube = TestKube.get();
        assumeTrue(kube.isReal(), "no Kubernetes API that validates: the embedded one does not");
        client = kube.client();
        namespace = kube.freshNamespace();
    }

    @AfterEach
    void delete() {
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void the_defaults_of_an_instance_are_those_that_the_code_has() {
        InstanceSpec asWritten =
                Serialization.unmarshal(SMALLEST, IncusInstance.class).getSpec();

        InstanceSpec asStored = create(SMALLEST).getSpec();

        assertThat(asStored.hostRef().kind()).isEqualTo(asWritten.hostRef().kindOrDefault());
        assertThat(asStored.type()).isEqualTo(asWritten.typeOrDefault());
        assertThat(asStored.powerState()).isEqualTo(asWritten.powerStateOrDefault());
        assertThat(asStored.adopt()).isEqualTo(asWritten.adoptOrDefault());
        assertThat(asStored.drift()).isEqualTo(asWritten.driftOrDefault());
        assertThat(asStored.onMissing()).isEqualTo(asWritten.onMissingOrDefault());
        assertThat(asStored.updates().restart())
                .isEqualTo(asWritten.updatesOrDefault().restartOrDefault());
        assertThat(asStored.updates().replace())
                .isEqualTo(asWritten.updatesOrDefault().replaceOrDefault());
        assertThat(asStored.deletion()).isEqualTo(asWritten.deletionOrDefault());
        assertThat(asStored.timeouts().create()).isEqualTo("10m");
        assertThat(asStored.timeouts().createOrDefault())
                .isEqualTo(asWritten.timeouts().createOrDefault());
        assertThat(asStored.timeouts().startOrDefault())
                .isEqualTo(asWritten.timeouts().startOrDefault());
        assertThat(asStored.timeouts().stopOrDefault())
                .isEqualTo(asWritten.timeouts().stopOrDefault());
        assertThat(asStored.timeouts().deleteOrDefault())
                .isEqualTo(asWritten.timeouts().deleteOrDefault());
    }

    @Test
    void the_defaults_of_a_command_are_those_that_the_code_has() {
        ExecEntry asWritten = Serialization.unmarshal(SMALLEST, IncusInstance.class)
                .getSpec()
                .exec()
                .get(0);

        ExecEntry asStored = create(SMALLEST).getSpec().exec().get(0);

        assertThat(asStored.timeout()).isEqualTo("5m");
        assertThat(asStored.timeoutOrDefault()).isEqualTo(asWritten.timeoutOrDefault());
        assertThat(asStored.trigger()).isEqualTo(asWritten.triggerOrDefault());
        assertThat(asStored.onFailure()).isEqualTo(asWritten.onFailureOrDefault());
        assertThat(asStored.backoffLimit()).isEqualTo(asWritten.backoffLimitOrDefault());
        assertThat(asStored.onUnknown()).isEqualTo(asWritten.onUnknownOrDefault());
        assertThat(asStored.outputLimit()).isEqualTo(asWritten.outputLimitOrDefault());
    }

    @Test
    void the_defaults_of_a_file_are_those_that_the_code_has() {
        InstanceFile asWritten = Serialization.unmarshal(SMALLEST, IncusInstance.class)
                .getSpec()
                .filesOrEmpty()
                .get(0);

        InstanceFile asStored = create(SMALLEST).getSpec().filesOrEmpty().get(0);

        assertThat(asStored.mode()).isEqualTo("0644");
        assertThat(asStored.modeOrDefault()).isEqualTo(asWritten.modeOrDefault());
    }

    @Test
    void the_defaults_of_a_host_are_those_that_the_code_has() {
        String manifest = """
                apiVersion: incusoperator.dev/v1alpha1
                kind: ClusterIncusHost
                metadata: {name: %s}
                spec:
                  socket: {path: /var/lib/incus/unix.socket}
                  access: [{name: all, namespaces: {selector: {}}, allow: {}}]
                  imageServers: {mine: {server: https://images.example.com}}
                  limits: {}
                """.formatted(namespace.name());
        ClusterIncusHost asWritten = Serialization.unmarshal(manifest, ClusterIncusHost.class);

        ClusterIncusHost asStored = client.resource(asWritten).dryRun().create();

        assertThat(asStored.getSpec().project()).isEqualTo(asWritten.getSpec().projectOrDefault());
        assertThat(asStored.getSpec().limits().concurrentOperations())
                .isEqualTo(asWritten.getSpec().limitsOrDefault().concurrentOperationsOrDefault());
        assertThat(asStored.getSpec().limits().requestsPerSecond())
                .isEqualTo(asWritten.getSpec().limitsOrDefault().requestsPerSecondOrDefault());
        assertThat(asStored.getSpec().imageServers())
                .hasEntrySatisfying(
                        "mine",
                        mine -> assertThat(mine.protocol())
                                .isEqualTo(asWritten
                                        .getSpec()
                                        .imageServersOrDefault()
                                        .get("mine")
                                        .protocolOrDefault()));
        AccessRule stored = asStored.getSpec().access().get(0);
        AccessRule written = asWritten.getSpec().access().get(0);
        assertThat(stored.projects()).isEqualTo(written.projectsOrDefault());
        assertThat(stored.allow().networksOrEmpty())
                .isEqualTo(written.allowOrDefault().networksOrEmpty());
        assertThat(stored.allow().poolsOrEmpty())
                .isEqualTo(written.allowOrDefault().poolsOrEmpty());
        assertThat(stored.allow().remotes()).isEqualTo(written.allowOrDefault().remotesOrDefault());
        assertThat(stored.allow().targets()).isEqualTo(written.allowOrDefault().targetsOrDefault());
        assertThat(stored.allow().volumesOrEmpty())
                .isEqualTo(written.allowOrDefault().volumesOrEmpty());
    }

    private IncusInstance create(String manifest) {
        return client.resource(Serialization.unmarshal(manifest, IncusInstance.class))
                .inNamespace(namespace.name())
                .create();
    }
}
