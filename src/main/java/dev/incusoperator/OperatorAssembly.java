package dev.incusoperator;

import dev.incusoperator.host.OperatorNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkiverse.operatorsdk.runtime.QuarkusControllerConfiguration;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Puts the operator together: its reconcilers, and its leader election. In place of the extension's own assembly, which
 * loses {@code triggerReconcilerOnAllEvents} between build and run: without it a resource that is being deleted would
 * never reach a reconciler that sets its finalizer itself.
 */
@ApplicationScoped
public class OperatorAssembly {
    private static final Logger LOG = Logger.getLogger(OperatorAssembly.class);

    private final AtomicBoolean leads = new AtomicBoolean();

    @Produces
    @Singleton
    public Operator operator(
            QuarkusConfigurationService built,
            Instance<Reconciler<? extends HasMetadata>> reconcilers,
            OperatorSettings settings,
            OperatorNamespace namespace,
            KubernetesClient kubernetes) {
        ConfigurationService configuration = settings.leaderElection().enabled()
                ? ConfigurationService.newOverriddenConfigurationService(
                        built,
                        // what is overridden would make a client of its own, past what keeps an old leader from writing
                        o -> o.withKubernetesClient(kubernetes)
                                .withCloseClientOnStop(false)
                                .withLeaderElectionConfiguration(election(settings, namespace)))
                : built;
        Operator operator = new Operator(configuration);
        reconcilers.forEach(reconciler -> register(operator, reconciler, built));
        return operator;
    }

    private static <P extends HasMetadata> void register(
            Operator operator, Reconciler<P> reconciler, QuarkusConfigurationService built) {
        QuarkusControllerConfiguration<P> configuration = built.getConfigurationFor(reconciler);
        operator.register(reconciler, new OnAllEvents<>(configuration, built));
    }

    private LeaderElectionConfiguration election(OperatorSettings settings, OperatorNamespace namespace) {
        return new LeaderElectionConfiguration(
                settings.leaderElection().leaseName(),
                namespace.name(),
                LeaderLease.DURATION,
                LeaderLease.TRUSTED,
                LeaderLease.RETRY,
                null,
                new LeaderCallbacks(() -> leads.set(true), this::lost, leader -> LOG.infof("leader=%s", leader)),
                // the operator's own way out calls System.exit inside the shutdown hook, which hangs
                false);
    }

    /** The configuration as built, with what is lost of it. */
    private static final class OnAllEvents<P extends HasMetadata> extends QuarkusControllerConfiguration<P> {
        OnAllEvents(QuarkusControllerConfiguration<P> as, QuarkusConfigurationService parent) {
            super(
                    as.getInformerConfig(),
                    as.getName(),
                    as.isGenerationAware(),
                    as.getAssociatedReconcilerClassName(),
                    as.getRetry(),
                    as.getRateLimiter(),
                    as.maxReconciliationInterval().orElse(Duration.ofHours(1)),
                    as.getFinalizerName(),
                    as.fieldManager(),
                    as.getWorkflow(),
                    as.getResourceTypeName(),
                    as.getResourceClass());
            setParent(parent);
        }

        @Override
        public boolean triggerReconcilerOnAllEvents() {
            return true;
        }
    }

    /** Another process may lead from now on: this one must not write any more. It is started again by whoever runs it. */
    private void lost() {
        if (leads.getAndSet(false) && !Termination.isUnderWay()) {
            LOG.error("The lease was lost: ending, so that only one operator is at work");
            Quarkus.asyncExit(1);
        }
    }
}
