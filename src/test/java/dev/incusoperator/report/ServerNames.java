package dev.incusoperator.report;

import dev.incusoperator.kube.TestKube;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a tag stands for in this run, as a person would say it. */
record ServerNames(Map<String, String> environment, Supplier<Optional<String>> kube) {

    private static final Set<String> KNOWN = Set.of(
            Servers.INCUS,
            Servers.INCUS7,
            Servers.LXD,
            Servers.VM,
            Servers.SIMULATED,
            Servers.KUBE,
            Servers.EMBEDDED,
            Servers.K3S);

    static ServerNames ofThisRun() {
        return new ServerNames(System.getenv(), TestKube::startedName);
    }

    /** The servers that a test with these tags runs on. */
    Set<String> of(Set<String> tags) {
        return tags.stream()
                .filter(KNOWN::contains)
                .map(tag -> name(tag, tags))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String name(String tag, Set<String> tags) {
        return switch (tag) {
            case Servers.INCUS -> withVersion("Incus", "INCUS_OPERATOR_TEST_INCUS_VERSION") + transport(tags);
            case Servers.INCUS7 -> withVersion("Incus", "INCUS_OPERATOR_TEST_INCUS7_VERSION") + transport(tags);
            case Servers.VM -> "virtual machines of " + withVersion("Incus", "INCUS_OPERATOR_TEST_VM_VERSION");
            case Servers.LXD -> withVersion("LXD", "INCUS_OPERATOR_TEST_LXD_VERSION") + transport(tags);
            case Servers.SIMULATED -> "simulated host";
            case Servers.KUBE -> kube.get().orElse("Kubernetes API");
            case Servers.K3S -> "K3s in Docker";
            default -> "embedded Kubernetes API";
        };
    }

    private static String transport(Set<String> tags) {
        if (tags.contains(Servers.BY_HTTPS)) {
            return " (https)";
        }
        return tags.contains(Servers.BY_SOCKET) ? " (unix socket)" : "";
    }

    private String withVersion(String product, String variable) {
        return (product + " " + environment.getOrDefault(variable, "")).strip();
    }
}
