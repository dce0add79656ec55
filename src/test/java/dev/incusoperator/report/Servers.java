package dev.incusoperator.report;

import org.junit.jupiter.api.TestReporter;

/** What a test can run on; as tags, and in words of its own. */
public final class Servers {
    /** A real Incus. */
    public static final String INCUS = "incus";

    /** A real Incus 7. */
    public static final String INCUS7 = "incus7";

    /** Virtual machines on a real Incus. */
    public static final String VM = "vm";

    /** A real LXD. */
    public static final String LXD = "lxd";

    /** The simulated host, in this JVM. */
    public static final String SIMULATED = "simulated";

    /** The Kubernetes API that the ladder found. */
    public static final String KUBE = "kube";

    /** The embedded Kubernetes API, whatever else there is. */
    public static final String EMBEDDED = "embedded";

    /** K3s in Docker. */
    public static final String K3S = "k3s";

    /** Beside {@link #INCUS} or {@link #LXD}: how it is reached. */
    public static final String BY_SOCKET = "by-socket";

    /** Beside {@link #INCUS} or {@link #LXD}: how it is reached. */
    public static final String BY_HTTPS = "by-https";

    static final String ENTRY = "ran on";

    private Servers() {}

    /** This test, as it runs now, runs on that server: {@code Incus 6.0.4 (https)}. May be said of several. */
    public static void ranOn(TestReporter reporter, String server) {
        reporter.publishEntry(ENTRY, server);
    }
}
