package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.support.RawServer;
import dev.incusoperator.client.support.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However much a server says, no more is kept than an answer may have; and what a large host says fits. */
class BoundedAnswersTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final RawServer server = new RawServer();
    private final IncusClient client = server.builder().build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void a_listing_of_ten_thousand_instances_is_read() {
        String one = new String(Recorded.answer("lxd", "instances"), StandardCharsets.UTF_8);
        String instance = one.substring(one.indexOf("[{") + 1, one.lastIndexOf(']'));
        ByteArrayOutputStream listing = new ByteArrayOutputStream(40 * MEBIBYTE);
        listing.writeBytes(Mutations.bytes("{\"type\":\"sync\",\"metadata\":["));
        for (int i = 0; i < 10_000; i++) {
            listing.writeBytes(Mutations.bytes((i == 0 ? "" : ",") + instance.replace("web-1", "web-" + i)));
        }
        listing.writeBytes(Mutations.bytes("]}"));
        answer(listing.toByteArray());

        assertThat(client.instances().listAllProjects()).hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[],", "{},", "1,", "{\"a\":0},"})
    void an_answer_of_nothing_but_tiny_things_is_malformed(String thing) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(33 * MEBIBYTE);
        body.writeBytes(Mutations.bytes("{\"type\":\"sync\",\"metadata\":["));
        byte[] many = Mutations.bytes(thing.repeat(1_000));
        while (body.size() < 32 * MEBIBYTE) {
            body.writeBytes(many);
        }
        body.writeBytes(Mutations.bytes("0]}"));
        answer(body.toByteArray());

        assertThatThrownBy(() -> client.request(ApiRequest.get("x"))).isInstanceOf(MalformedAnswer.class);
    }

    @Test
    void an_endless_chunk_extension_is_not_collected() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        try (ServerSocket entry = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                IncusClient https = IncusClient.builder()
                        .target("https://127.0.0.1:" + entry.getLocalPort())
                        .authentication(
                                new Authentication(null, new Verification.PinnedCertificate(certificate.certificate())))
                        .largestAnswer(MEBIBYTE)
                        .build()) {
            Thread flood = new Thread(() -> flood(entry, certificate), "test-flood");
            flood.setDaemon(true);
            flood.start();

            assertThatThrownBy(() -> https.request(ApiRequest.post("x")))
                    .isInstanceOf(MalformedAnswer.class)
                    .hasMessageContaining("larger than one may be");
        }
    }

    /** Ends by itself at last, so that a client that collects it all says something else. */
    private static void flood(ServerSocket entry, TestCertificate certificate) {
        try (Socket plain = entry.accept();
                SSLSocket tls =
                        (SSLSocket) certificate.serverSockets().createSocket(plain, null, plain.getPort(), true)) {
            tls.setUseClientMode(false);
            tls.getInputStream().read(new byte[8192]);
            OutputStream out = tls.getOutputStream();
            out.write(Mutations.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"));
            byte[] piece = Mutations.bytes("x".repeat(16 * 1024));
            for (int sent = 0; sent < 256 * MEBIBYTE; sent += piece.length) {
                out.write(piece);
            }
        } catch (IOException e) {
            // the client has had enough
        }
    }

    @Test
    void an_instance_that_cannot_be_read_does_not_take_the_others_with_it() {
        String one = new String(Recorded.answer("incus", "instances"), StandardCharsets.UTF_8);
        answer(Mutations.bytes(one.replace(
                "\"metadata\":[{", "\"metadata\":[null,[],{\"name\":\"x\",\"config\":7},{\"name\":\"\"},{")));

        InstanceListing listing = client.instances().listWhatCanBeRead();

        assertThat(listing.instances())
                .hasSize(1)
                .first()
                .satisfies(web -> assertThat(web.ref()).isEqualTo(new InstanceRef("default", "web-1")));
        assertThat(listing.unreadable()).isEqualTo(4);
        assertThatThrownBy(() -> client.instances().listAllProjects())
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("4 of the listed instances");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "\"[]\"", "7"})
    void a_listing_that_is_none_is_not_taken_for_an_empty_one(String metadata) {
        answer(Mutations.bytes("{\"type\":\"sync\",\"metadata\":" + metadata + "}"));

        assertThatThrownBy(() -> client.instances().listAllProjects()).isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> client.server().profiles("default")).isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> client.instances().get(new InstanceRef("default", "web-1"), false))
                .isInstanceOf(MalformedAnswer.class);
    }

    @Test
    void an_instance_with_more_snapshots_than_can_be_read_is_read_without_them() {
        String instance = new String(Recorded.answer("incus", "instance"), StandardCharsets.UTF_8);
        List<String> asked = new CopyOnWriteArrayList<>();
        server.says((head, to) -> {
            String path = head.lines().findFirst().orElse("");
            asked.add(path);
            byte[] answer = path.contains("recursion=1")
                    ? Mutations.bytes("{\"type\":\"sync\",\"metadata\":{\"snapshots\":[\"" + "x".repeat(5 * MEBIBYTE))
                    : path.contains("/state")
                            ? Mutations.bytes("{\"type\":\"sync\",\"metadata\":{\"processes\":3,\"network\":{}}}")
                            : Mutations.bytes(instance);
            RawServer.write(to, RawServer.ok("", answer));
        });

        Instance read = client.instances()
                .get(new InstanceRef("default", "web-1"), true)
                .orElseThrow()
                .value();

        assertThat(read.name()).isEqualTo("web-1");
        assertThat(read.state()).isNotNull();
        assertThat(read.state().agentAnswers()).isTrue();
        assertThat(asked).hasSize(3);
    }

    @Test
    void of_a_file_no_more_is_read_than_was_asked_for() {
        server.says((head, to) -> RawServer.write(
                to,
                RawServer.ok(
                        "X-Incus-type: file\r\nX-Incus-uid: 0\r\nX-Incus-gid: 0\r\nX-Incus-mode: 0644\r\n",
                        Mutations.bytes("x".repeat(MEBIBYTE)))));

        assertThatThrownBy(() -> client.instances().readFile(new InstanceRef("default", "web-1"), "/x", 1_024))
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("larger than 1024 bytes");
    }

    @Test
    void an_etag_that_cannot_be_sent_back_is_malformed() {
        server.says((head, to) ->
                RawServer.write(to, RawServer.ok("ETag: \"\u00fc\"\r\n", Recorded.answer("incus", "instance"))));

        assertThatThrownBy(() -> client.instances().get(new InstanceRef("default", "web-1"), false))
                .isInstanceOf(MalformedAnswer.class)
                .hasMessageContaining("ETag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/1.0/instances/web-1",
                "/1.0/instances/web-1/logs/..",
                "https://x/logs/y",
                "/1.0/instances/../logs/y"
            })
    void what_a_server_names_as_the_path_of_a_log_is_followed_to_logs_only(String path) {
        assertThatThrownBy(() -> client.instances().logTail("default", path, 4)).isInstanceOf(MalformedAnswer.class);
        assertThatThrownBy(() -> client.instances().deleteLog("default", path)).isInstanceOf(MalformedAnswer.class);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void no_more_of_a_log_is_kept_than_was_asked_for() {
        server.says((head, to) -> RawServer.write(
                to,
                RawServer.http("206 Partial Content", "Content-Range: bytes 0-3/1\r\n", Mutations.bytes("abcdefgh"))));

        assertThat(client.instances().logTail("default", "/1.0/instances/web-1/logs/x.stdout", 4))
                .hasValueSatisfying(tail -> {
                    assertThat(tail.bytes()).asString().isEqualTo("efgh");
                    assertThat(tail.total()).isEqualTo(4);
                });
    }

    @Test
    void a_client_of_very_many_projects_is_told_that_it_cannot_listen_to_them() {
        String projects = "\"/1.0/projects/p\",".repeat(10_000);
        server.says((head, to) -> RawServer.write(
                to,
                head.contains("/1.0/events")
                        ? RawServer.http(
                                "403 Forbidden", "", Mutations.bytes("{\"type\":\"error\",\"error_code\":403}"))
                        : RawServer.ok(
                                "", Mutations.bytes("{\"type\":\"sync\",\"metadata\":[" + projects + "\"x\"]}"))));
        Heard heard = new Heard();
        client.events().start(heard);

        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> !heard.broken().isEmpty());
        assertThat(heard.broken().get(0)).isInstanceOf(NotTrusted.class).hasMessageContaining("10001 projects");
    }

    private void answer(byte[] body) {
        byte[] whole = RawServer.ok("", body);
        server.says((head, to) -> RawServer.write(to, whole));
    }
}
