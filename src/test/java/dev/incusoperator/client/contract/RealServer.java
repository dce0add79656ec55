package dev.incusoperator.client.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A real daemon, as {@code dev/servers} exports it. */
public final class RealServer implements ServerUnderTest {
    /** How it is connected to. */
    public enum By {
        SOCKET,
        HTTPS
    }

    private final Product product;
    private final By by;

    private RealServer(Product product, By by) {
        this.product = product;
        this.by = by;
    }

    /** Ends the test by an assumption where the environment names no such server. */
    public static RealServer orSkip(Product product, By by) {
        String variable = "INCUS_OPERATOR_TEST_" + product + (by == By.SOCKET ? "_SOCKET" : "_URL");
        assumeTrue(
                System.getenv(variable) != null,
                "no real " + product + ": " + variable + " is not set (dev/test sets it)");
        return new RealServer(product, by);
    }

    @Override
    public Product product() {
        return product;
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
        return System.getenv("INCUS_OPERATOR_TEST_" + product + "_" + name);
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
        DevServers.control(product.name().toLowerCase(Locale.ROOT), verb);
    }
}
