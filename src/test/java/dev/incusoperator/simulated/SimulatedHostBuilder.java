package dev.incusoperator.simulated;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link SimulatedHost} is made of. Everything has a default: a plain Incus with one image, {@code busybox}. */
public final class SimulatedHostBuilder {
    private Product product = Product.INCUS;
    private String name = "simulated";
    private Latency latency = Latency.none();
    private Duration operationsRemembered = Duration.ofSeconds(5);
    private int progressMessages = 3;
    private boolean virtualMachines = true;
    private boolean tls = true;
    private @Nullable SimulatedTime time;
    private @Nullable SimulatedNetwork network;
    private final List<String> members = new ArrayList<>();
    private final List<SimulatedImage> images = new ArrayList<>(List.of(SimulatedImage.container("busybox")));
    private final Map<String, List<SimulatedImage>> remoteImages = new LinkedHashMap<>();
    private final List<String> extensions = new ArrayList<>();
    private final List<String> projects = new ArrayList<>();
    private final List<SimulatedProfile> profiles = new ArrayList<>();
    private final List<String> networks = new ArrayList<>();
    private final List<String> missingPaths = new ArrayList<>();
    private final List<CommandInterpreter> interpreters = new ArrayList<>();

    SimulatedHostBuilder() {}

    public SimulatedHostBuilder product(Product value) {
        this.product = value;
        return this;
    }

    /** The server's name, also in its certificate. */
    public SimulatedHostBuilder name(String value) {
        this.name = value;
        return this;
    }

    public SimulatedHostBuilder latency(Latency value) {
        this.latency = value;
        return this;
    }

    /** How long an operation is known after its end; five seconds, as the real one, where nothing is said. */
    public SimulatedHostBuilder operationsRemembered(Duration value) {
        this.operationsRemembered = value;
        return this;
    }

    /** How many progress events one creation from an image sends; the real daemon sends about 30. */
    public SimulatedHostBuilder progressMessages(int value) {
        this.progressMessages = value;
        return this;
    }

    /** A host without KVM refuses them. */
    public SimulatedHostBuilder virtualMachines(boolean value) {
        this.virtualMachines = value;
        return this;
    }

    /** Plain http on the TCP port instead of https: every caller is an administrator. For speed. */
    public SimulatedHostBuilder plainHttp() {
        this.tls = false;
        return this;
    }

    public SimulatedHostBuilder time(SimulatedTime value) {
        this.time = value;
        return this;
    }

    /** Runs on that network rather than on one of its own. */
    public SimulatedHostBuilder on(SimulatedNetwork value) {
        this.network = value;
        return this;
    }

    /** A cluster: instances are placed on the first member where no target is named. */
    public SimulatedHostBuilder members(String... names) {
        this.members.addAll(List.of(names));
        return this;
    }

    public SimulatedHostBuilder image(SimulatedImage image) {
        this.images.add(image);
        return this;
    }

    /** An image on a server that this host can pull from. */
    public SimulatedHostBuilder remoteImage(String server, SimulatedImage image) {
        this.remoteImages.computeIfAbsent(server, url -> new ArrayList<>()).add(image);
        return this;
    }

    /** One more extension of the API, as a later version has it. */
    public SimulatedHostBuilder extension(String value) {
        this.extensions.add(value);
        return this;
    }

    /** A project that shares images and profiles with the default one. */
    public SimulatedHostBuilder project(String value) {
        this.projects.add(value);
        return this;
    }

    /** A profile of the default project. */
    public SimulatedHostBuilder profile(SimulatedProfile value) {
        this.profiles.add(value);
        return this;
    }

    /** One more network beside the default profile's own. */
    public SimulatedHostBuilder network(String value) {
        this.networks.add(value);
        return this;
    }

    /** A path that is not there on the host; a disk device that names it is refused. */
    public SimulatedHostBuilder missingPath(String value) {
        this.missingPaths.add(value);
        return this;
    }

    /** Plays commands that {@link TinyShell} does not know, or plays them otherwise. */
    public SimulatedHostBuilder commands(CommandInterpreter value) {
        this.interpreters.add(value);
        return this;
    }

    /** Opens both doors. */
    public SimulatedHost start() {
        boolean own = network == null;
        SimulatedNetwork used = network == null ? SimulatedNetwork.withEventLoops(1) : network;
        SimulatedTime clock = time == null ? used.realTime() : time;
        Settings settings = new Settings(
                product,
                name,
                latency,
                operationsRemembered,
                progressMessages,
                virtualMachines,
                List.copyOf(members),
                Map.copyOf(remoteImages),
                List.copyOf(extensions));
        return new SimulatedHost(settings, used, own, clock, tls, this::furnish);
    }

    private void furnish(Daemon daemon) {
        Store store = daemon.parts().store();
        String bridge = product == Product.INCUS ? "incusbr0" : "lxdbr0";
        store.networks().add(bridge);
        store.networks().addAll(networks);
        store.pools().add("default");
        store.missingPaths().addAll(missingPaths);
        String title = daemon.parts().dialect().words().title();
        Map<String, String> features = new LinkedHashMap<>(Map.of(
                "features.images", "true",
                "features.networks", "true",
                "features.profiles", "true",
                "features.storage.volumes", "true"));
        if (product == Product.INCUS) {
            features.putAll(Map.of("features.networks.zones", "true", "features.storage.buckets", "true"));
        }
        store.add(new SimulatedProject("default", "Default " + title + " project", features));
        store.addProfile(
                "default",
                new SimulatedProfile(
                        "default",
                        "Default " + title + " profile",
                        Map.of(),
                        Map.of(
                                "eth0", Map.of("name", "eth0", "network", bridge, "type", "nic"),
                                "root", Map.of("path", "/", "pool", "default", "type", "disk"))));
        profiles.forEach(profile -> store.addProfile("default", profile));
        images.forEach(image -> store.images("default").add(image));
        Map<String, String> shared = Map.of("features.images", "false", "features.profiles", "false");
        projects.forEach(project -> daemon.projects().add(new SimulatedProject(project, "", shared)));
        interpreters.forEach(daemon.exec()::add);
    }
}
