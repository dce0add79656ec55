package dev.incusoperator;

import dev.incusoperator.instance.NamespaceWatch;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Starts the operator once what it needs is there, and ends it on SIGTERM. Exits with 1 where something is missing. */
@QuarkusMain
public class Main implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(Main.class);

    private final Preflight preflight;
    private final NamespaceWatch namespaces;
    private final Operator operator;
    private final AtomicBoolean started = new AtomicBoolean();

    public Main(Preflight preflight, NamespaceWatch namespaces, Operator operator) {
        this.preflight = preflight;
        this.namespaces = namespaces;
        this.operator = operator;
    }

    @Override
    public int run(String... arguments) {
        Optional<String> missing = preflight.missing();
        if (missing.isPresent()) {
            LOG.error(missing.get());
            return 1;
        }
        namespaces.start();
        started.set(true);
        operator.start();
        LOG.infof(
                "incus-operator is at work on %s",
                operator.getKubernetesClient().getMasterUrl());
        Quarkus.waitForExit();
        return 0;
    }

    void stop(@Observes ShutdownEvent event) {
        if (started.get()) {
            operator.stop();
        }
    }
}
