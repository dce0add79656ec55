package dev.incusoperator.kube;

import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Brings up what the ladder finds, with the resource definitions, prints how to reach it, and stays until it is ended. */
public final class KubeUp {
    private KubeUp() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logger.getLogger("").setLevel(Level.OFF);
        KubeServer server = KubeLadder.ofEnvironment().climb();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop " + server.name()));
        try (var client = server.newClient()) {
            Crds.install(client);
        }
        System.out.println("# " + server.name() + "; Ctrl-C ends it");
        System.out.println("export KUBECONFIG=" + server.kubeconfig());
        new CountDownLatch(1).await();
    }
}
