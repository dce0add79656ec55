package dev.incusoperator;

import dev.incusoperator.instance.NamespaceWatch;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
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
        try {
            operator.start();
        } catch (OperatorException e) {
            LOG.errorf(
                    "The operator cannot begin: %s. Apply deploy/kustomize, or grant its account what is missing.",
                    reason(e));
            return 1;
        }
        LOG.infof(
                "incus-operator is at work on %s",
                operator.getKubernetesClient().getMasterUrl());
        Quarkus.waitForExit();
        return 0;
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    void stop(@Observes ShutdownEvent event) {
        if (started.get()) {
            operator.stop();
        }
    }
}
