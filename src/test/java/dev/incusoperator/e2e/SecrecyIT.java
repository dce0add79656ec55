package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.InstanceStatus;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.SimulatedHost;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What comes from Secrets is shown nowhere, at the most talkative level of the log, and where things go wrong too. Every
 * other story is looked through likewise at its end, at the usual level.
 */
@Tag(Servers.KUBE)
@Tag(Servers.SIMULATED)
class SecrecyIT extends EndToEnd {
    @Override
    Place place() {
        return new SimulatedPlace(SimulatedHost.builder().start(), By.HTTPS);
    }

    @BeforeAll
    void log_all(OperatorUnderTest operator) {
        operator.startAgainWith(
                Map.of("QUARKUS_LOG_LEVEL", "DEBUG", "QUARKUS_LOG_CATEGORY__IO_FABRIC8__LEVEL", "DEBUG"));
    }

    @AfterAll
    void log_as_usual(OperatorUnderTest operator) {
        operator.startAgainWith(Map.of());
    }

    @Test
    void what_comes_from_a_secret_is_shown_nowhere() {
        String secret = story().name("secret");
        String value = "planted-" + UUID.randomUUID();
        story().ownSecret(
                        secret,
                        Map.of("value", value, "user-data", "#cloud-config\npassword: " + value + "-in-cloud-init\n"));
        TestInstance web = story().create("web", """
                cloudInit: {userDataSecretRef: {name: NAME, key: user-data}}
                files: [{path: /root/key, secretKeyRef: {name: NAME, key: value}}]
                exec:
                - name: print
                  command: [sh, -c, 'echo "$VALUE"; echo "$VALUE" >&2; echo "$VALUE" > /value; exit 3']
                  env: [{name: VALUE, valueFrom: {secretKeyRef: {name: NAME, key: value}}}]
                  onFailure: Continue
                """.replace("NAME", secret));
        web.awaitReady();
        assertThat(web.awaitExec("print", ExecState.FAILED).stdout().tail()).isEqualTo("[redacted]\n");
        assertThat(story().admin().run(web.ref(), "cat /value")).isEqualTo(value + "\n");
        assertThat(story().admin().get(web.ref()).config().get("cloud-init.user-data"))
                .contains(value);

        // what is changed behind its back is told, and what would be done about it
        web.edit("drift: Report");
        story().admin().setConfig(web.ref(), "cloud-init.user-data", "#cloud-config\npassword: other");
        web.annotate("dry-run", "true");
        web.edit("files: [{path: /root/key, secretKeyRef: {name: NAME, key: value}, mode: '0600'}]"
                .replace("NAME", secret));
        web.await(
                "tells what would be done",
                now -> plan(now.getStatus()).stream().anyMatch(step -> step.contains("/root/key")));
        web.removeAnnotation("dry-run");

        // and where it cannot be written
        web.edit("files: [{path: /root/key/below/a/file, secretKeyRef: {name: NAME, key: value}}]"
                .replace("NAME", secret));
        web.await(
                "tells that it cannot be written",
                now -> TestInstance.readyBecause(now).startsWith("File"));
        story().operator().showsNoSecret();
    }

    @Test
    void a_token_and_the_key_that_is_made_with_it_are_shown_nowhere() {
        SimulatedHost server = ((SimulatedPlace) story().place()).host();
        String client = story().name("client");
        String token = story().hostSecret(Map.of("token", server.trustToken("operator")));

        TestHost host =
                story().openHost("host", """
                https:
                  addresses: [%s]
                  clientCertificate: {secretRef: {name: %s}}
                  trustToken: {secretRef: {name: %s, key: token}}
                  server: {fingerprint: %s}
                """.formatted(server.url(), client, token, server.serverFingerprint()));
        host.awaitReady("Connected");

        story().plantHostSecret(client);
        story().operator().showsNoSecret();
    }

    /** The test of the test. */
    @Test
    void a_value_that_is_shown_is_noticed() {
        String value = "planted-" + UUID.randomUUID();
        try (PlantedSecrets secrets =
                new PlantedSecrets(story().operator().kube().client())) {
            secrets.plant(Map.of("key", value));
            secrets.assertNoneShown();

            story().create("web", "description: it is " + value);

            Eventually.isSo("it is noticed", () -> {
                try {
                    secrets.assertNoneShown();
                    return false;
                } catch (AssertionError noticed) {
                    return noticed.getMessage().contains(story().name("web"))
                            && !noticed.getMessage().contains(value);
                }
            });
        }
    }

    private static List<String> plan(InstanceStatus status) {
        return status.plan() == null ? List.of() : status.plan();
    }
}
