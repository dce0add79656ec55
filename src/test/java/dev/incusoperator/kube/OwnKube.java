package dev.incusoperator.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** A kube-apiserver of one test's own, on which no other operator works, and that may be killed. */
public final class OwnKube implements AutoCloseable {
    private final ControlPlane plane;
    private final KubeServer server;
    private final TestKube kube;

    private OwnKube(ControlPlane plane) {
        this.plane = plane;
        this.server = plane.start();
        this.kube = TestKube.of(server);
    }

    /** Ends the test by an assumption where its programs are not there. */
    public static OwnKube orSkip() {
        String assets = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
        assumeTrue(
                !assets.isEmpty() && LocalKube.missingIn(Path.of(assets)).isEmpty(),
                "no kube-apiserver of a test's own: KUBEBUILDER_ASSETS names no directory with kube-apiserver and etcd");
        return LocalKube.start(workspace -> new OwnKube(new ControlPlane(Path.of(assets), workspace)));
    }

    public TestKube kube() {
        return kube;
    }

    /** SIGKILL; what it has stored is kept. */
    public void killApiServer() {
        plane.killApiServer();
    }

    /** After {@link #killApiServer}; returns when it is ready. */
    public void startApiServerAgain() {
        plane.startApiServerAgain(server);
    }

    @Override
    public void close() {
        kube.client().close();
        server.close();
    }
}
