package dev.incusoperator.kube;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The programs that fabric8's kube-api-test downloads (about 80 MB, once), where their place on the net can be reached. */
final class DownloadedKube implements Rung {
    private static final URI INDEX =
            URI.create("https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml");
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(4);

    @Override
    public String word() {
        return "download";
    }

    @Override
    public Climb climb(Map<String, String> environment) {
        Optional<Path> programs = programs(true);
        if (programs.isEmpty() && isReachable()) {
            programs = programs(false);
        }
        if (programs.isEmpty()) {
            return new Climb.NotHere(INDEX.getHost() + " cannot be reached, and nothing was downloaded before");
        }
        Optional<String> missing = LocalKube.missingIn(programs.get());
        return missing.isPresent()
                ? new Climb.NotHere(missing.get() + " is missing in " + programs.get() + ": remove that directory")
                : new Climb.Up(LocalKube.start(programs.get()));
    }

    private static Optional<Path> programs(boolean offline) {
        BinaryManager binaries = new BinaryManager(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withOfflineMode(offline)
                .build());
        try {
            binaries.initAndDownloadIfRequired();
            return Optional.of(binaries.binaries().getApiServer().toPath().getParent());
        } catch (KubeAPITestException e) {
            return Optional.empty();
        }
    }

    /** The download itself has no timeout: a network that swallows packets would hold us for minutes. */
    private static boolean isReachable() {
        HttpClient http = HttpClient.newBuilder().connectTimeout(PROBE_LIMIT).build();
        HttpRequest head = HttpRequest.newBuilder(INDEX)
                .timeout(PROBE_LIMIT)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(head, HttpResponse.BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
