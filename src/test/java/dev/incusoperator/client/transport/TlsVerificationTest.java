package dev.incusoperator.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.TlsRefused;
import dev.incusoperator.client.IncusException.TlsRefused.Cause;
import dev.incusoperator.client.contract.RecordedEvents;
import dev.incusoperator.client.support.ScriptedServer;
import dev.incusoperator.client.support.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TlsVerificationTest {
    private static final TestCertificate AUTHORITY =
            new TestCertificate.Maker().authority().make();
    private static final TestCertificate OTHER = TestCertificate.selfSigned();

    @Test
    void a_pinned_certificate_is_accepted_whatever_name_it_is_reached_by() {
        TestCertificate shown = TestCertificate.selfSigned();

        connects(shown, "127.0.0.1", new Verification.PinnedCertificate(shown.certificate()));
        connects(shown, "localhost", new Verification.PinnedCertificate(shown.certificate()));
    }

    @Test
    void a_pinned_fingerprint_is_accepted_in_any_common_spelling() {
        TestCertificate shown = TestCertificate.selfSigned();
        String plain = Fingerprint.of(shown.certificate());
        String pasted = plain.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");

        connects(shown, "localhost", new Verification.PinnedFingerprint(plain));
        connects(shown, "localhost", new Verification.PinnedFingerprint(pasted));
    }

    @Test
    void a_certificate_signed_by_the_authority_is_accepted_for_the_names_in_it() {
        TestCertificate shown = new TestCertificate.Maker()
                .signedBy(AUTHORITY)
                .addresses("127.0.0.1")
                .make();

        connects(shown, "127.0.0.1", new Verification.Authority(List.of(AUTHORITY.certificate())));
    }

    @Test
    void any_certificate_is_accepted_where_the_server_is_not_verified() {
        connects(new TestCertificate.Maker().expired().make(), "localhost", new Verification.Unverified());
    }

    @Test
    void another_certificate_than_the_pinned_one_is_refused_and_both_are_named() {
        TestCertificate shown = TestCertificate.selfSigned();

        TlsRefused refused = refused(shown, "127.0.0.1", new Verification.PinnedCertificate(OTHER.certificate()));

        assertThat(refused.refused()).isEqualTo(Cause.PIN);
        assertThat(refused)
                .hasMessageContaining(Fingerprint.of(shown.certificate()))
                .hasMessageContaining(Fingerprint.of(OTHER.certificate()))
                .hasMessageContaining("GET /1.0 at");
    }

    @Test
    void a_pinned_certificate_that_has_expired_is_refused_as_incus_itself_does() {
        TestCertificate expired = new TestCertificate.Maker().expired().make();
        TestCertificate early = new TestCertificate.Maker().notYetValid().make();

        assertThat(refused(expired, "127.0.0.1", new Verification.PinnedCertificate(expired.certificate()))
                        .refused())
                .isEqualTo(Cause.EXPIRED);
        assertThat(refused(early, "127.0.0.1", new Verification.PinnedFingerprint(Fingerprint.of(early.certificate())))
                        .refused())
                .isEqualTo(Cause.EXPIRED);
    }

    @Test
    void a_name_that_is_not_in_the_certificate_is_refused_with_the_name() {
        TestCertificate shown = new TestCertificate.Maker()
                .signedBy(AUTHORITY)
                .addresses("127.0.0.1")
                .make();

        TlsRefused refused = refused(shown, "localhost", new Verification.Authority(List.of(AUTHORITY.certificate())));

        assertThat(refused.refused()).isEqualTo(Cause.NAME);
        assertThat(refused).hasMessageContaining("localhost").hasMessageContaining("pin the certificate");
    }

    @Test
    void an_authority_that_is_not_known_is_refused() {
        TestCertificate stranger = new TestCertificate.Maker().authority().make();
        TestCertificate shown = new TestCertificate.Maker()
                .signedBy(stranger)
                .addresses("127.0.0.1")
                .make();

        assertThat(refused(shown, "127.0.0.1", new Verification.Authority(List.of(AUTHORITY.certificate())))
                        .refused())
                .isEqualTo(Cause.AUTHORITY);
        assertThat(refused(shown, "127.0.0.1", new Verification.SystemAuthorities())
                        .refused())
                .isEqualTo(Cause.AUTHORITY);
    }

    @Test
    void an_expired_certificate_of_a_known_authority_is_refused_as_expired() {
        TestCertificate shown = new TestCertificate.Maker()
                .signedBy(AUTHORITY)
                .addresses("127.0.0.1")
                .expired()
                .make();

        assertThat(refused(shown, "127.0.0.1", new Verification.Authority(List.of(AUTHORITY.certificate())))
                        .refused())
                .isEqualTo(Cause.EXPIRED);
    }

    @Test
    void a_server_that_speaks_no_tls_is_told_apart() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                IncusClient client = client("127.0.0.1", plain.getLocalPort(), new Verification.Unverified())) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> answerInPlainHttp(plain));

            assertThatThrownBy(() -> client.server().get())
                    .isInstanceOfSatisfying(
                            TlsRefused.class, e -> assertThat(e.refused()).isEqualTo(Cause.HANDSHAKE))
                    .hasMessageContaining("does this port speak TLS");
            server.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_certificate_that_was_issued_anew_for_the_same_key_is_another_one() {
        TestCertificate before = TestCertificate.selfSigned();
        TestCertificate again = new TestCertificate.Maker()
                .addresses("127.0.0.1")
                .keys(before.keys())
                .make();

        assertThat(refused(again, "127.0.0.1", new Verification.PinnedCertificate(before.certificate()))
                        .refused())
                .isEqualTo(Cause.PIN);
    }

    @Test
    void a_server_of_tls_1_1_is_refused_and_was_offered_nothing_so_old() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                IncusClient client = client("127.0.0.1", old.getLocalPort(), new Verification.Unverified())) {
            CompletableFuture<byte[]> offered = CompletableFuture.supplyAsync(() -> answerInTls11(old));

            assertThatThrownBy(() -> client.server().get())
                    .isInstanceOfSatisfying(
                            TlsRefused.class, e -> assertThat(e.refused()).isEqualTo(Cause.HANDSHAKE))
                    .hasMessageContaining("does this port speak TLS 1.2 or newer?");

            // the extension supported_versions (43), with 1.3 and 1.2 in it and nothing else
            assertThat(HexFormat.of().formatHex(offered.get(10, TimeUnit.SECONDS)))
                    .contains("002b" + "0005" + "04" + "0304" + "0303");
        }
    }

    /** A ServerHello of TLS 1.1, whatever was offered. */
    private static byte[] answerInTls11(ServerSocket server) {
        try (Socket socket = server.accept()) {
            byte[] offered = new byte[16 * 1024];
            int length = socket.getInputStream().read(offered);
            String hello = "0302" + "00".repeat(32) + "00" + "002f" + "00";
            socket.getOutputStream().write(HexFormat.of().parseHex("160302" + "002a" + "02" + "000026" + hello));
            socket.getOutputStream().flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return Arrays.copyOf(offered, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerInPlainHttp(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the client has gone: all was said
        }
    }

    @Test
    void the_client_shows_its_certificate() {
        TestCertificate shown = TestCertificate.selfSigned();
        TestCertificate mine = new TestCertificate.Maker().make();
        AtomicReference<Object> seen = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(shown)) {
            server.on("GET /1.0", request -> {
                seen.set(request.getHandshake().peerCertificates());
                return ScriptedServer.sync("{}");
            });
            Authentication authentication = new Authentication(
                    new ClientIdentity(mine.chain(), mine.key()),
                    new Verification.PinnedCertificate(shown.certificate()));
            try (IncusClient client = IncusClient.builder()
                    .target(server.url())
                    .authentication(authentication)
                    .build()) {
                client.server().get();
            }
        }
        assertThat(seen.get()).isEqualTo(mine.chain());
    }

    @Test
    void the_event_stream_tells_how_the_certificate_was_refused() {
        try (ScriptedServer server = new ScriptedServer(TestCertificate.selfSigned());
                IncusClient client =
                        client("127.0.0.1", server.port(), new Verification.PinnedCertificate(OTHER.certificate()))) {
            RecordedEvents events = RecordedEvents.notWaitingFor(client);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(events.disconnections())
                            .first()
                            .isInstanceOfSatisfying(
                                    TlsRefused.class,
                                    e -> assertThat(e.refused()).isEqualTo(Cause.PIN)));
        }
    }

    private static void connects(TestCertificate shown, String host, Verification verification) {
        try (ScriptedServer server = new ScriptedServer(shown);
                IncusClient client = client(host, server.port(), verification)) {
            server.on("GET /1.0", ScriptedServer.sync("{}"));
            assertThat(client.server().get().trusted()).isFalse();
        }
    }

    private static TlsRefused refused(TestCertificate shown, String host, Verification verification) {
        try (ScriptedServer server = new ScriptedServer(shown);
                IncusClient client = client(host, server.port(), verification)) {
            server.on("GET /1.0", new MockResponse.Builder().build());
            TlsRefused[] refused = new TlsRefused[1];
            assertThatThrownBy(() -> client.server().get())
                    .isInstanceOfSatisfying(TlsRefused.class, e -> refused[0] = e);
            assertThat(refused[0].retryable()).isFalse();
            assertThat(server.asked()).isEmpty();
            return refused[0];
        }
    }

    private static IncusClient client(String host, int port, Verification verification) {
        return IncusClient.builder()
                .target("https://" + host + ":" + port)
                .authentication(new Authentication(null, verification))
                .build();
    }
}
