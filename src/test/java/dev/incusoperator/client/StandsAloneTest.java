package dev.incusoperator.client;

import static dev.incusoperator.client.support.ScriptedServer.async;
import static dev.incusoperator.client.support.ScriptedServer.operation;
import static dev.incusoperator.client.support.ScriptedServer.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.support.ScriptedServer;
import dev.incusoperator.client.support.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The client as a library: in a process of its own, with its own libraries on the class path and nothing else. */
class StandsAloneTest {
    /** One class of each library that the client needs; where it was loaded from is the library. */
    private static final List<String> LIBRARIES = List.of(
            "okhttp3.OkHttpClient",
            "okio.Okio",
            "kotlin.Unit",
            "org.newsclub.net.unix.AFUNIXSocket",
            "org.newsclub.lib.junixsocket.common.NarMetadata",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.JsonNode",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "org.bouncycastle.openssl.PEMParser",
            "org.bouncycastle.asn1.ASN1Object",
            "org.bouncycastle.asn1.cms.CMSObjectIdentifiers");

    @TempDir
    Path directory;

    private Path temporary;

    @BeforeEach
    void give_whoever_runs_it_a_directory_of_its_own() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        temporary = Files.createDirectory(directory.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void the_client_needs_no_quarkus_and_no_kubernetes() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        Path pin = Files.writeString(directory.resolve("server.crt"), certificate.pem());
        try (ScriptedServer server = new ScriptedServer(certificate)
                .streams()
                .on("GET /1.0", sync("{\"auth\":\"trusted\",\"environment\":{\"server\":\"incus\"}}"))
                .on("POST /1.0/x", async("1"))
                .on("GET /1.0/operations/1/wait", sync(operation("1", 200, "")))
                .on("GET /1.0/operations/1", sync(operation("1", 200, "")))) {

            assertThat(run(List.of(), "https", server.url(), pin.toString()))
                    .isEqualTo("INCUS Success connected new identity");
        }
    }

    @Test
    void a_socket_without_permission_says_so() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        assumeTrue(!root || Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv to give up being root");
        // as root, the program is run as nobody, who must be able to read it
        Path socket = directory.resolve("unix.socket");
        try (AFUNIXServerSocket server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(socket))) {
            assertThat(server.isBound()).isTrue();
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(root ? "rw-------" : "---------"));

            String said = run(
                    root ? List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of(),
                    "socket",
                    socket.toString(),
                    "");

            assertThat(said)
                    .startsWith("CannotConnect GET /1.0 at unix://" + socket)
                    .contains("no permission to use the socket; add this user to the group that owns it");
        }
    }

    @Test
    void a_machine_where_unix_sockets_cannot_be_used_is_told_why() throws Exception {
        temporary = Path.of("/proc");

        assertThat(run(List.of(), "socket", "/run/incus/unix.socket", ""))
                .contains("CannotConnect unix:///run/incus/unix.socket: this Java cannot use unix sockets")
                .contains("java.io.tmpdir (/proc)");
    }

    private String run(List<String> as, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                String.join(":", classPath()),
                StandsAloneProgram.class.getName()));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .directory(directory.toFile())
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output + Files.readString(errors)).isZero();
        return output.strip();
    }

    private List<String> classPath() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        copy(source(IncusClient.class), classes, "dev/incusoperator/client");
        copy(source(StandsAloneProgram.class), classes, "dev/incusoperator/client");
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        for (String library : LIBRARIES) {
            Path jar = source(Class.forName(library));
            Path copy = directory.resolve(jar.getFileName());
            if (Files.notExists(copy)) {
                Files.copy(jar, copy);
            }
            path.add(copy.toString());
        }
        return path;
    }

    private static Path source(Class<?> loaded) throws URISyntaxException {
        return Path.of(
                loaded.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path from, Path to, String below) throws IOException {
        try (Stream<Path> files = Files.walk(from.resolve(below))) {
            files.forEach(file -> {
                Path target = to.resolve(from.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else if (Files.notExists(target)) {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
