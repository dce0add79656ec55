package dev.incusoperator.simulated;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Incus or LXD host. Started by its {@link #builder}, it can be reached at {@link #url} and {@link #socketPath}
 * until it is closed. What a test does to it is in four places: {@link #admin} changes things behind the operator's back,
 * {@link #faults} makes things go wrong, {@link #calls} counts what it was asked, and {@link #instances} shows what it has.
 * Safe for all threads.
 */
public final class SimulatedHost implements AutoCloseable {
    private final Object lock = new Object();
    private final SimulatedNetwork network;
    private final boolean ownNetwork;
    private final Path directory;
    private final Daemon daemon;
    private final Front front;
    private final Calls calls = new Calls();
    private final boolean tls;
    private @Nullable TestIdentity client;

    SimulatedHost(
            Settings settings,
            SimulatedNetwork network,
            boolean ownNetwork,
            SimulatedTime time,
            boolean tls,
            Consumer<Daemon> furnish) {
        this.network = network;
        this.ownNetwork = ownNetwork;
        this.tls = tls;
        this.directory = temporaryDirectory();
        io.vertx.core.Context loop = network.newLoop();
        Scheduler scheduler = new Scheduler(lock, time, task -> loop.runOnContext(nothing -> task.run()));
        this.daemon = new Daemon(lock, settings, scheduler, serverIdentity(settings));
        this.front = new Front(network, daemon, calls, directory.resolve("unix.socket"), tls);
        synchronized (lock) {
            furnish.accept(daemon);
        }
        open();
    }

    public static SimulatedHostBuilder builder() {
        return new SimulatedHostBuilder();
    }

    private static TestIdentity serverIdentity(Settings settings) {
        return TestIdentity.server(
                settings.serverName(), Dialect.of(settings.product()).words().organisation());
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("simulated-host");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() {
        front.open();
        synchronized (lock) {
            daemon.trust().addresses(List.of("127.0.0.1:" + front.port()));
        }
    }

    public Product product() {
        return daemon.parts().settings().product();
    }

    public String name() {
        return daemon.parts().settings().serverName();
    }

    /** {@code https://127.0.0.1:PORT}. */
    public String url() {
        return (tls ? "https" : "http") + "://127.0.0.1:" + front.port();
    }

    /** Whoever connects there is root. */
    public Path socketPath() {
        return directory.resolve("unix.socket");
    }

    /** A client that the host trusts for everything; the same one each time. */
    public TestIdentity clientIdentity() {
        synchronized (lock) {
            if (client == null) {
                client = trust("simulated-client");
            }
            return client;
        }
    }

    /** The server's certificate; its key stays here. */
    public java.security.cert.X509Certificate serverCertificate() {
        synchronized (lock) {
            return daemon.trust().serverCertificate().certificate();
        }
    }

    /** SHA-256 in hex. */
    public String serverFingerprint() {
        return TestIdentity.fingerprint(serverCertificate());
    }

    /** One more client that is trusted: for these projects only, or for everything where none is named. */
    public TestIdentity trust(String name, String... projects) {
        TestIdentity identity = TestIdentity.client(name);
        synchronized (lock) {
            daemon.trust().add(name, identity.certificate(), projects.length > 0, Set.of(projects));
        }
        return identity;
    }

    /** Trusted no more. */
    public void distrust(TestIdentity identity) {
        synchronized (lock) {
            daemon.trust().remove(identity.fingerprint());
        }
    }

    /** A trust token, as an administrator would hand it over; it works once. */
    public String trustToken(String name, String... projects) {
        synchronized (lock) {
            return daemon.trust().newToken(name, projects.length > 0, List.of(projects));
        }
    }

    public Calls calls() {
        return calls;
    }

    /** All instances, by project and name. */
    public List<InstanceView> instances() {
        synchronized (lock) {
            return daemon.parts().store().instances().stream()
                    .map(SimulatedAdmin::view)
                    .toList();
        }
    }

    /** Of the default project. */
    public Optional<InstanceView> instance(String name) {
        return instance("default", name);
    }

    public Optional<InstanceView> instance(String project, String name) {
        synchronized (lock) {
            return daemon.parts().store().instance(project, name).map(SimulatedAdmin::view);
        }
    }

    /** Operations that have not ended. */
    public long runningOperations() {
        synchronized (lock) {
            return daemon.parts().operations().running();
        }
    }

    public int eventListeners() {
        synchronized (lock) {
            return daemon.parts().events().listeners();
        }
    }

    /** Plays commands from now on, before those interpreters that are there. */
    public void onCommand(CommandInterpreter interpreter) {
        synchronized (lock) {
            daemon.exec().add(interpreter);
        }
    }

    /** What somebody else does on this host. */
    public SimulatedAdmin admin() {
        return new SimulatedAdmin(daemon);
    }

    /** What goes wrong on this host. */
    public SimulatedFaults faults() {
        return new SimulatedFaults(daemon, front);
    }

    /** Everything is as before but the server's certificate: a client that pinned the old one must notice. */
    public void becomeAnotherServer() {
        show(serverIdentity(daemon.parts().settings()));
    }

    /** From now on this is its certificate, as after a restart with other files. */
    public void show(TestIdentity identity) {
        front.shut();
        daemon.die();
        synchronized (lock) {
            daemon.trust().serverCertificate(identity);
        }
        open();
    }

    /** Its certificate and key as they are now. */
    public TestIdentity serverIdentity() {
        synchronized (lock) {
            return daemon.trust().serverCertificate();
        }
    }

    /** Ends it; what it did is lost, and its directory and its threads are gone. */
    @Override
    public void close() {
        try {
            front.shut();
        } finally {
            daemon.die();
            front.deleteSocket();
            deleteDirectory();
            if (ownNetwork) {
                network.close();
            }
        }
    }

    private void deleteDirectory() {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
