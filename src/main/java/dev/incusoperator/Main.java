package dev.incusoperator;

import dev.incusoperator.host.OperatorNamespace;
import dev.incusoperator.instance.NamespaceWatch;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Starts the operator once what it needs is there, and ends it on SIGTERM. Exits with 1 where something is missing. */
@ApplicationScoped
public class Main implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(Main.class);

    private final Settings settings;
    private final OperatorNamespace namespace;
    private final Preflight preflight;
    private final NamespaceWatch namespaces;
    private final Instance<Operator> operator;
    private final AtWork atWork;
    private final AtomicBoolean started = new AtomicBoolean();

    /** @param operator made only once the settings are known to be right */
    Main(
            Settings settings,
            OperatorNamespace namespace,
            Preflight preflight,
            NamespaceWatch namespaces,
            Instance<Operator> operator,
            @Readiness AtWork atWork) {
        this.settings = settings;
        this.namespace = namespace;
        this.preflight = preflight;
        this.namespaces = namespaces;
        this.operator = operator;
        this.atWork = atWork;
    }

    @Override
    public int run(String... arguments) {
        try {
            return Termination.isUnderWay() ? 0 : start();
        } catch (RuntimeException e) {
            if (Termination.isUnderWay()) {
                // what was being waited for has been stopped meanwhile
                return 0;
            }
            throw e;
        }
    }

    private int start() {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            LOG.error(missing.get());
            return 1;
        }
        namespaces.start();
        started.set(true);
        try {
            atWork.begins(operator.get());
            operator.get().start();
        } catch (OperatorException e) {
            if (!Termination.isUnderWay()) {
                LOG.errorf(
                        "The operator cannot begin: %s. Apply deploy/kustomize, or grant its account what is missing.",
                        reason(e));
            }
            return 1;
        }
        LOG.infof(
                "incus-operator is at work on %s",
                operator.get().getKubernetesClient().getMasterUrl());
        Quarkus.waitForExit();
        return 0;
    }

    private Optional<String> missing() {
        if (!settings.faults().isEmpty()) {
            return Optional.of(String.join("; ", settings.faults()));
        }
        LOG.infof("Settings: %s, Secrets of ClusterIncusHosts are in namespace %s", settings, namespace.name());
        return preflight.missing();
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
            operator.get().stop();
        }
    }
}
