package dev.incusoperator.simulated;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The daemon of one host: its state, and what answers each path. Everything in it is guarded by {@link #lock()}, which every
 * entrance takes and nothing blocks under.
 */
final class Daemon {
    /** What most routes need. */
    record Parts(
            Settings settings,
            Dialect dialect,
            Store store,
            Operations operations,
            EventHub events,
            Scheduler scheduler,
            Faults faults) {}

    private static final Set<String> FOR_STRANGERS = Set.of("GET /", "GET /1.0", "POST /1.0/certificates");

    private final Object lock;
    private final Parts parts;
    private final Router router = new Router();
    private final Trust trust;
    private final Exec exec;
    private final Power power;
    private final ProjectRoutes projects;
    private final EventFaults eventFaults;
    private final Volatile volatileKeys;

    Daemon(Object lock, Settings settings, Scheduler scheduler, TestIdentity server) {
        this.lock = lock;
        Dialect dialect = Dialect.of(settings.product());
        this.eventFaults = new EventFaults();
        String location =
                settings.members().isEmpty() ? "none" : settings.members().get(0);
        EventHub events = new EventHub(scheduler, dialect, eventFaults, location);
        Faults faults = new Faults();
        Operations operations = new Operations(scheduler, events, location, settings.operationsRemembered(), faults);
        Store store = new Store();
        this.parts = new Parts(settings, dialect, store, operations, events, scheduler, faults);
        this.trust = new Trust(dialect, operations, server);
        Expansion expansion = new Expansion(store);
        InstanceRendering rendering = new InstanceRendering(expansion, dialect, faults);
        Instances instances = new Instances(store, dialect, rendering, faults);
        ConfigRules rules = new ConfigRules(store, dialect, settings.moreExtensions());
        this.volatileKeys = new Volatile(expansion, dialect);
        this.power = new Power(parts, instances, volatileKeys);
        this.exec = new Exec(instances, operations, events, scheduler, dialect, settings.latency());
        this.projects = new ProjectRoutes(parts);
        instances.register(router);
        Sources sources = new Sources(store, dialect, settings);
        new Creation(parts, sources, rules, expansion, volatileKeys, power).register(router);
        new Updates(parts, instances, rendering, rules, expansion, volatileKeys).register(router);
        if (dialect.product() == Product.INCUS) {
            new Rebuild(parts, instances, sources).register(router);
        }
        new Deletion(parts, instances, expansion).register(router);
        new Snapshots(parts, instances, rendering).register(router);
        power.register(router);
        exec.register(router);
        new Logs(instances, dialect).register(router);
        new Files(instances, dialect, faults).register(router);
        new OperationRoutes(operations, scheduler, dialect, faults).register(router);
        new ServerRoutes(parts, trust).register(router);
        projects.register(router);
        new ProfileRoutes(parts, rules).register(router);
        new ResourceRoutes(parts, sources).register(router);
        trust.register(router);
        router.on("GET", "/1.0/events", call -> notUpgraded());
    }

    /** A plain call where a websocket is offered. */
    static Answer notUpgraded() {
        return Answer.raw(400, "text/plain; charset=utf-8", "Bad Request\n".getBytes(StandardCharsets.UTF_8))
                .with("Sec-Websocket-Version", "13")
                .with("X-Content-Type-Options", "nosniff");
    }

    Object lock() {
        return lock;
    }

    Parts parts() {
        return parts;
    }

    Trust trust() {
        return trust;
    }

    Exec exec() {
        return exec;
    }

    Power power() {
        return power;
    }

    ProjectRoutes projects() {
        return projects;
    }

    EventFaults eventFaults() {
        return eventFaults;
    }

    Volatile volatileKeys() {
        return volatileKeys;
    }

    /** The template that a path is counted by; the path itself where there is none. */
    String template(String path) {
        return router.match(path).map(match -> match.route().template()).orElse(path);
    }

    CompletionStage<Answer> answer(Call call) {
        synchronized (lock) {
            try {
                return handle(call).exceptionally(Daemon::refused);
            } catch (Refusal refusal) {
                return CompletableFuture.completedFuture(Answer.error(refusal.code(), refusal.text()));
            }
        }
    }

    private static Answer refused(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return Answer.error(refusal.code(), refusal.text());
        }
        throw new IllegalStateException("a route failed", failure);
    }

    private CompletionStage<Answer> handle(Call call) {
        Optional<Router.Match> match = router.match(call.path());
        if (match.isEmpty()) {
            throw new Refusal(404, "not found");
        }
        Router.Route route = match.get().route();
        authorize(call, route.template());
        Router.Handler handler = route.handlers().get(call.method());
        if (handler == null) {
            throw new Refusal(501, "not implemented");
        }
        return handler.answer(call.with(match.get().values()));
    }

    /** Refuses who may not: a stranger all but a few calls, a restricted client the projects that are not its own. */
    void authorize(Call call, String template) {
        if (!call.caller().trusted() && !FOR_STRANGERS.contains(call.method() + " " + template)) {
            throw new Refusal(403, "not authorized");
        }
        boolean ofProject = template.startsWith("/1.0/instances")
                || template.startsWith("/1.0/profiles")
                || template.startsWith("/1.0/networks")
                || template.startsWith("/1.0/images")
                || template.startsWith("/1.0/events");
        if (call.caller().trusted()
                && ofProject
                && !call.allProjects()
                && !call.caller().mayUse(call.project())) {
            boolean listing = call.method().equals("GET") && !template.contains("{") && !template.equals("/1.0/events");
            throw parts.dialect().notPermitted(call.project(), listing);
        }
    }

    /** What dies with the daemon's process; instances and the commands in them run on (trap 14). */
    void die() {
        synchronized (lock) {
            parts.operations().forgetAll();
            parts.events().clear();
            parts.store().instances().forEach(instance -> instance.free());
        }
    }

    Map<String, SimulatedProfile> defaultProfiles() {
        return parts.store().profiles("default");
    }
}
