package dev.incusoperator.report;

import dev.incusoperator.kube.TestKube;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a tag stands for in this run, as a person would say it. */
record ServerNames(Map<String, String> environment, Supplier<Optional<String>> kube) {

    private static final Set<String> KNOWN =
            Set.of(Servers.INCUS, Servers.LXD, Servers.SIMULATED, Servers.KUBE, Servers.EMBEDDED, Servers.K3S);

    static ServerNames ofThisRun() {
        return new ServerNames(System.getenv(), TestKube::startedName);
    }

    /** Empty where the tag names no server. */
    Optional<String> of(String tag) {
        return KNOWN.contains(tag) ? Optional.of(name(tag)) : Optional.empty();
    }

    private String name(String tag) {
        return switch (tag) {
            case Servers.INCUS -> withVersion("Incus", "INCUS_OPERATOR_TEST_INCUS_VERSION");
            case Servers.LXD -> withVersion("LXD", "INCUS_OPERATOR_TEST_LXD_VERSION");
            case Servers.SIMULATED -> "simulated host";
            case Servers.KUBE -> kube.get().orElse("Kubernetes API");
            case Servers.K3S -> "K3s in Docker";
            default -> "embedded Kubernetes API";
        };
    }

    private String withVersion(String product, String variable) {
        return (product + " " + environment.getOrDefault(variable, "")).strip();
    }
}
