package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.report.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the operator cannot begin it says in one sentence why, and ends with 1; asked to end, it does. */
class OperatorItselfIT {
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final String FAILURE = """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "reason": "%s", "message": "%s"}""";

    @TempDir
    private Path directory;

    @BeforeEach
    void there_is_an_operator() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
    }

    @Test
    void without_a_kubernetes_api_it_names_the_address_and_kubeconfig() throws IOException {
        String nowhere = "http://127.0.0.1:1";

        assertThat(lastWords(kubeconfig(nowhere), Map.of()))
                .contains("No answer from the Kubernetes API", nowhere, "KUBECONFIG");
    }

    @Test
    void without_its_definitions_it_says_how_to_apply_them() throws IOException {
        String said = lastWordsWhereAllIsAnswered(404, "NotFound", "the server could not find the requested resource");

        assertThat(said).contains("does not know incusinstances.incusoperator.dev", "kubectl apply");
    }

    @Test
    void without_permission_it_says_what_to_grant() throws IOException {
        String said = lastWordsWhereAllIsAnswered(403, "Forbidden", "User nobody cannot list resource incusinstances");

        assertThat(said)
                .contains("does not let the operator list incusinstances.incusoperator.dev", "User nobody", "deploy/");
    }

    @Test
    @Tag(Servers.KUBE)
    void where_its_port_is_taken_it_names_the_port() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(lastWords(TestKube.get().kubeconfig(), Map.of("QUARKUS_HTTP_PORT", port)))
                    .contains(port);
        }
    }

    @Test
    @Tag(Servers.KUBE)
    void a_setting_that_is_not_what_it_should_be_is_refused_with_what_to_write_instead() throws IOException {
        assertThat(lastWords(TestKube.get().kubeconfig(), Map.of("INCUS_OPERATOR_HOSTS_CALL_TIMEOUT", "soon")))
                .contains("INCUS_OPERATOR_HOSTS_CALL_TIMEOUT", "'soon'", "such as 30s");
    }

    @Test
    @Tag(Servers.KUBE)
    void a_setting_that_there_is_none_of_is_refused() throws IOException {
        assertThat(lastWords(TestKube.get().kubeconfig(), Map.of("INCUS_OPERATOR_HOSTS_THREDS", "4")))
                .contains("INCUS_OPERATOR_HOSTS_THREDS is no setting", "incus-operator.hosts.threads");
    }

    @Test
    @Tag(Servers.KUBE)
    void the_settings_in_effect_are_logged_once() throws IOException {
        try (OperatorProcess operator = OperatorProcess.start(
                TestKube.get().kubeconfig(), Map.of("INCUS_OPERATOR_HOSTS_THREADS", "7"), OperatorUnderTest.JVM)) {
            operator.awaitReady(END_LIMIT);

            assertThat(Files.readAllLines(operator.log()))
                    .filteredOn(line -> line.contains("hosts.threads=7") && line.contains("hosts.call-timeout=30s"))
                    .hasSize(1);
        }
    }

    @Test
    void asked_to_end_while_it_waits_for_an_api_that_does_not_answer_it_ends_by_itself() throws Exception {
        try (HangingApi api = new HangingApi();
                OperatorProcess operator = OperatorProcess.start(
                        kubeconfig(api.url()),
                        // an hour: it would wait longer than this test does
                        Map.of("KUBERNETES_REQUEST_TIMEOUT", "3600000"),
                        OperatorUnderTest.JVM)) {
            assertThat(api.awaitAsked(END_LIMIT))
                    .as(() -> "it starts; its log: " + operator.logTail(20))
                    .isTrue();

            assertThat(operator.terminate(END_LIMIT))
                    .as(() -> "ended by SIGTERM; its log: " + operator.logTail(20))
                    .isTrue();
            assertThat(operator.exitCode()).isEqualTo(128 + 15);
        }
    }

    private String lastWordsWhereAllIsAnswered(int code, String reason, String message) throws IOException {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = FAILURE.formatted(code, reason, message).getBytes(StandardCharsets.UTF_8);
        api.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
        try {
            return lastWords(kubeconfig("http://127.0.0.1:" + api.getAddress().getPort()), Map.of());
        } finally {
            api.stop(0);
        }
    }

    /** What an operator has logged that ends by itself with 1, with one error at most. */
    private static String lastWords(Path kubeconfig, Map<String, String> settings) throws IOException {
        try (OperatorProcess operator = OperatorProcess.start(kubeconfig, settings, OperatorUnderTest.JVM)) {
            assertThat(operator.awaitEnd(END_LIMIT))
                    .as(() -> "ended by itself; its log: " + operator.logTail(20))
                    .isTrue();
            assertThat(operator.exitCode()).isEqualTo(1);
            List<String> log = Files.readAllLines(operator.log());
            assertThat(log).as("no stack traces").noneMatch(line -> line.startsWith("\tat "));
            assertThat(log.stream().filter(line -> line.contains(" ERROR ")).count())
                    .as("errors in %s", log)
                    .isLessThanOrEqualTo(1);
            return String.join("\n", log);
        }
    }

    private Path kubeconfig(String url) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s"}}]
                users: [{name: nobody, user: {token: nothing}}]
                contexts: [{name: test, context: {cluster: test, user: nobody}}]
                current-context: test
                """.formatted(url));
    }
}
