package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.support.TestCertificate;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How hosts are connected to, and what is said where they cannot be. */
@Feature(Column.FAULTS)
interface HostStories extends Told {

    private HttpsPlace there() {
        return (HttpsPlace) story().place();
    }

    @ParameterizedTest
    @MethodSource("dev.incusoperator.e2e.BadConnection#all")
    default void a_host_that_cannot_be_connected_to_says_why_and_its_instances_say_it_too(BadConnection bad) {
        TestHost host = story().openHost("host", bad.connection().of(there(), story()));
        TestInstance web = story().createOn(host, "");

        Condition ready = host.awaitReady(bad.reason());
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getMessage()).contains(bad.said()).doesNotContain("PRIVATE KEY");
        Condition waiting = web.awaitReady("Host" + bad.reason());
        assertThat(waiting.getStatus()).isEqualTo("Unknown");
        assertThat(waiting.getMessage()).contains(host.name()).contains(bad.said());
        assertThat(web.condition("Reconciling").getStatus()).isEqualTo("True");
        assertThat(web.isHeld()).as("nothing was written to a host for it").isFalse();

        web.delete();
        web.awaitGone();
        host.delete();
        Eventually.isSo("the host is gone", () -> !host.exists());
    }

    @Test
    default void hosts_that_cannot_be_connected_to_keep_no_other_waiting_and_the_operator_does_not_spin() {
        List<TestInstance> waiting = new ArrayList<>();
        for (BadConnection bad : BadConnection.all()) {
            String word = "bad-" + waiting.size();
            TestHost host = story().openHost(word, bad.connection().of(there(), story()));
            waiting.add(story().createOn(host, story().namespace(), word, ""));
        }
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).awaitReady("Host" + BadConnection.all().get(i).reason());
        }
        long before = story().operator().reconciliations();

        TestInstance good = story().create("good", "exec: [{name: greet, command: [echo, hello]}]");
        good.awaitReady();
        good.delete();
        good.awaitGone();

        // the good one wants a dozen or two; the others a look each time a connection was tried again
        assertThat(story().operator().reconciliations() - before).isLessThan(100);
    }

    @Test
    default void an_instance_waits_for_a_host_that_is_not_declared_and_goes_on_when_it_is() {
        TestHost later = story().undeclaredHost("later");
        TestInstance web = story().createOn(later, "");

        Condition ready = web.awaitReady("HostNotFound");
        assertThat(ready.getStatus()).isEqualTo("Unknown");
        assertThat(ready.getMessage()).contains(later.name(), "create it");

        story().openHost("later", there().connection(story()));

        web.awaitReady();
    }

    @Test
    default void a_secret_that_comes_later_or_is_replaced_takes_effect_by_itself() {
        String secret = story().name("client");
        TestHost host = story().openHost(
                        "host",
                        HttpsPlace.connection(
                                there().url(), secret, "{fingerprint: " + there().serverFingerprint() + "}"));
        TestInstance web = story().createOn(host, "");
        host.awaitReady("InvalidCredentials");

        story().hostSecret(secret, there().strangeClient());
        host.awaitReady("NotTrusted");

        story().hostSecret(secret, there().trustedClient());
        host.awaitReady("Connected");
        web.awaitReady();
    }

    @Test
    default void a_server_whose_certificate_has_expired_is_told_so_and_connected_to_when_it_is_renewed() {
        TestCertificate expired = new TestCertificate.Maker()
                .names("testhost")
                .addresses("127.0.0.1")
                .expired()
                .make();
        String pinned = "{certificate: \"" + expired.pem().replace("\n", "\\n") + "\"}";
        there().show(expired);
        try {
            TestHost host = story().openHost(
                            "host",
                            HttpsPlace.connection(there().url(), story().hostSecret(there().trustedClient()), pinned));
            TestInstance web = story().createOn(host, "");

            assertThat(host.awaitReady("CertificateExpired").getMessage())
                    .contains(there().url(), "server's certificate has expired", "renew it");
            assertThat(web.awaitReady("HostCertificateExpired").getMessage()).contains("renew it");

            there().showOwn();
            host.edit("https: {server: {certificate: null, fingerprint: " + there().serverFingerprint() + "}}");

            host.awaitReady("Connected");
            web.awaitReady();
        } finally {
            there().showOwn();
        }
    }

    @Test
    default void a_spec_that_is_mended_takes_effect_by_itself() {
        TestHost host = story().openHost(
                        "host",
                        HttpsPlace.connection(
                                "https://127.0.0.1:1",
                                story().hostSecret(there().trustedClient()),
                                "{fingerprint: " + "ab".repeat(32) + "}"));
        TestInstance web = story().createOn(host, "");
        host.awaitReady("Unreachable");

        host.edit("https: {addresses: [" + there().url() + "]}");
        host.awaitReady("CertificateMismatch");

        host.edit("https: {server: {fingerprint: " + there().serverFingerprint() + "}}");
        host.awaitReady("Connected");
        web.awaitReady();
    }

    @Test
    default void a_namespaces_own_host_is_for_that_namespace_alone() {
        String secret = story().name("client");
        TestHost own = story().ownHost(
                        "own",
                        HttpsPlace.connection(
                                there().url(), secret, "{fingerprint: " + there().serverFingerprint() + "}"));
        TestInstance web = story().createOn(own, "");
        own.awaitReady("InvalidCredentials");

        story().ownSecret(secret, there().trustedClient());

        own.awaitReady("Connected");
        web.awaitReady();

        TestNamespace other = story().namespaceOfItsOwn();
        TestInstance elsewhere = story().createOn(own, other.name(), "elsewhere", "");
        assertThat(elsewhere.awaitReady("HostNotFound").getMessage()).contains(own.name());
    }
}
