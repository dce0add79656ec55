package dev.incusoperator.client.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.file.Path;
import java.util.Optional;

/** A real daemon, as {@code dev/servers} exports it. */
public final class RealServer implements ServerUnderTest {
    /** How it is connected to. */
    public enum By {
        SOCKET,
        HTTPS
    }

    private final DevServer server;
    private final By by;

    private RealServer(DevServer server, By by) {
        this.server = server;
        this.by = by;
    }

    /** Ends the test by an assumption where the environment names no such server. */
    public static RealServer orSkip(Product product, By by) {
        return orSkip(DevServer.of(product), by);
    }

    /** Ends the test by an assumption where the environment does not name that server. */
    public static RealServer orSkip(DevServer server, By by) {
        String variable = server.variable(by == By.SOCKET ? "SOCKET" : "URL");
        assumeTrue(
                System.getenv(variable) != null,
                "no real " + server.title() + ": " + variable + " is not set (dev/test sets it)");
        return new RealServer(server, by);
    }

    @Override
    public Product product() {
        return server.product();
    }

    /** As the report of a run names it: {@code Incus 6.0.4 (https)}. */
    public String title() {
        return (server.product() == Product.LXD ? "LXD " : "Incus ")
                + variable("VERSION")
                + (by == By.HTTPS ? " (https)" : " (unix socket)");
    }

    @Override
    public IncusClient client() {
        return by == By.SOCKET
                ? IncusClient.builder().target(variable("SOCKET")).build()
                : https("CLIENT");
    }

    @Override
    public Optional<IncusClient> restrictedClient() {
        return by == By.SOCKET ? Optional.empty() : Optional.of(https("RESTRICTED"));
    }

    @Override
    public Optional<IncusClient> strangerClient() {
        return by == By.SOCKET ? Optional.empty() : Optional.of(https("STRANGER"));
    }

    private IncusClient https(String who) {
        return IncusClient.builder()
                .target(variable("URL"))
                .authentication(authentication(who))
                .build();
    }

    /** The client named so (CLIENT, RESTRICTED, STRANGER), with the server's certificate pinned. */
    public Authentication authentication(String who) {
        return Authentication.ofPemFiles(
                file(who + "_CERT"), file(who + "_KEY"), Verification.pinnedPemFile(file("SERVER_CERT")));
    }

    public String variable(String name) {
        return System.getenv(server.variable(name));
    }

    public Path file(String name) {
        return Path.of(variable(name));
    }

    @Override
    public Optional<Runnable> killAndRestart() {
        return DevServers.there() ? Optional.of(() -> control("restart", "--kill")) : Optional.empty();
    }

    /** Hurts the server, or heals it: {@code stop}, {@code start}, {@code net-cut} … */
    public void control(String... verb) {
        DevServers.control(server.command(), verb);
    }
}
