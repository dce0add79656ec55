package dev.incusoperator.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds a Kubernetes API: the first that works of the one a user asks for, kube-apiserver from KUBEBUILDER_ASSETS, K3s in
 * Docker, a downloaded kube-apiserver, and the embedded one, which works everywhere. A user's own cluster is never taken
 * unasked.
 */
public final class KubeLadder {
    /** Environment variable that names the one rung to try: current, binaries, docker, download or embedded. */
    public static final String CHOICE = "INCUS_OPERATOR_KUBE";

    private final List<Rung> rungs;
    private final Map<String, String> environment;

    KubeLadder(List<Rung> rungs, Map<String, String> environment) {
        this.rungs = rungs;
        this.environment = environment;
    }

    /** The ladder as this process' environment shapes it. */
    public static KubeLadder ofEnvironment() {
        return new KubeLadder(
                List.of(new CurrentKube(), new LocalKube(), new DockerKube(), new DownloadedKube(), new EmbeddedKube()),
                System.getenv());
    }

    /**
     * Starts the first that works, without the operator's resource definitions.
     *
     * @throws IllegalStateException where none does; it says why, rung by rung
     */
    public KubeServer climb() {
        String choice = environment.getOrDefault(CHOICE, "");
        List<Rung> tried = rungs.stream()
                .filter(rung -> choice.isEmpty() || rung.word().equals(choice))
                .toList();
        List<String> reasons = new ArrayList<>();
        for (Rung rung : tried) {
            Rung.Climb climb = rung.climb(environment);
            if (climb instanceof Rung.Climb.Up up) {
                return up.server();
            } else if (climb instanceof Rung.Climb.NotHere notHere) {
                reasons.add(rung.word() + ": " + notHere.why());
            }
        }
        String known = String.join(", ", rungs.stream().map(Rung::word).toList());
        throw new IllegalStateException(
                tried.isEmpty()
                        ? "%s is '%s'; it may be one of %s".formatted(CHOICE, choice, known)
                        : "No Kubernetes API could be had: " + String.join("; ", reasons));
    }
}
