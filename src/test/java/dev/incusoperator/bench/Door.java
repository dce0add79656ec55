package dev.incusoperator.bench;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.transport.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The ways into the real Incus of the environment: through our client, and by a plain socket. */
enum Door {
    SOCKET {
        @Override
        IncusClient client() {
            return IncusClient.builder().target(of("SOCKET")).build();
        }

        @Override
        Socket connect() throws IOException {
            return AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(Path.of(of("SOCKET"))));
        }

        @Override
        String host() {
            return "localhost";
        }
    },

    HTTPS {
        @Override
        IncusClient client() {
            return IncusClient.builder()
                    .target(of("URL"))
                    .authentication(Authentication.ofPemFiles(
                            Path.of(of("CLIENT_CERT")),
                            Path.of(of("CLIENT_KEY")),
                            Verification.pinnedPemFile(Path.of(of("SERVER_CERT")))))
                    .build();
        }

        @Override
        Socket connect() throws IOException {
            URI url = URI.create(of("URL"));
            SSLSocket socket = (SSLSocket) mutual().getSocketFactory().createSocket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            return socket;
        }

        @Override
        String host() {
            return URI.create(of("URL")).getAuthority();
        }
    };

    private static final char[] NO_PASSWORD = new char[0];

    /** A client of ours; nothing is sent yet. */
    abstract IncusClient client();

    /** A connection without it. */
    abstract Socket connect() throws IOException;

    /** What a request's {@code Host} says. */
    abstract String host();

    /** Whether the environment names it. */
    boolean isThere() {
        return find(this == SOCKET ? "SOCKET" : "URL").isPresent();
    }

    private static Optional<String> find(String what) {
        return Optional.ofNullable(System.getenv("INCUS_OPERATOR_TEST_INCUS_" + what));
    }

    static String of(String what) {
        return find(what)
                .orElseThrow(
                        () -> new Benchmark.NotHere("no Incus: INCUS_OPERATOR_TEST_INCUS_" + what + " is not set"));
    }

    private static SSLContext mutual() throws IOException {
        try {
            ClientIdentity identity = Pem.identity(read("CLIENT_CERT"), read("CLIENT_KEY"));
            KeyStore own = emptyStore();
            own.setKeyEntry(
                    "client", identity.key(), NO_PASSWORD, identity.chain().toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore known = emptyStore();
            known.setCertificateEntry(
                    "server",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(read("SERVER_CERT").getBytes(StandardCharsets.US_ASCII))));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS cannot be set up with the certificates of the environment", e);
        }
    }

    private static String read(String what) throws IOException {
        return Files.readString(Path.of(of(what)));
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }
}
