package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.status.OwnersUpdateFilter;
import dev.incusoperator.status.SuccessorSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Hosts for everyone. Their Secrets are in the operator's own namespace, and watched: a new one takes effect at once. */
@ControllerConfiguration(
        name = "clusterincushost",
        fieldManager = "incus-operator",
        triggerReconcilerOnAllEvents = true,
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OwnersUpdateFilter.class),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ApplicationScoped
public class ClusterIncusHostReconciler implements Reconciler<ClusterIncusHost> {
    private static final String SECRETS = "secrets";

    private final HostReconciliation reconciliation;
    private final LiveHosts hosts;
    private final HostUsage usage;
    private final OperatorNamespace namespace;
    private final SuccessorSource<ClusterIncusHost> successors = new SuccessorSource<>();

    public ClusterIncusHostReconciler(
            HostReconciliation reconciliation, LiveHosts hosts, HostUsage usage, OperatorNamespace namespace) {
        this.reconciliation = reconciliation;
        this.hosts = hosts;
        this.usage = usage;
        this.namespace = namespace;
    }

    @Override
    public UpdateControl<ClusterIncusHost> reconcile(ClusterIncusHost host, Context<ClusterIncusHost> context) {
        successors.follow(host, context);
        SecretReader secrets = new WatchedSecrets((InformerEventSource<Secret, ClusterIncusHost>)
                context.eventSourceRetriever().getEventSourceFor(Secret.class, SECRETS));
        return reconciliation.reconcile(
                host, new HostReconciliation.Site(keyOf(host), secrets, 0), ClusterIncusHost::new, context);
    }

    @Override
    public List<EventSource<?, ClusterIncusHost>> prepareEventSources(EventSourceContext<ClusterIncusHost> context) {
        HostTrigger<ClusterIncusHost> trigger = new HostTrigger<>(
                HostKind.CLUSTER_INCUS_HOST, hosts, context.getPrimaryCache(), ClusterIncusHostReconciler::keyOf);
        hosts.subscribe(trigger);
        usage.onChange(trigger::hostChanged);
        usage.onKnown(trigger::usesKnown);
        reconciliation.orphans().onChange(trigger::hostChanged);
        reconciliation.onEnrolled(trigger::hostChanged);
        return List.of(trigger, successors, secrets(context));
    }

    private InformerEventSource<Secret, ClusterIncusHost> secrets(EventSourceContext<ClusterIncusHost> context) {
        ResourceCache<ClusterIncusHost> cache = context.getPrimaryCache();
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, ClusterIncusHost.class)
                        .withName(SECRETS)
                        .withNamespaces(namespace.name())
                        .withSecondaryToPrimaryMapper(secret -> named(cache, secret))
                        .build(),
                context);
    }

    /** Looked through, not by an index of the cache: it lacks a host for a moment whenever the host changes. */
    private static Set<ResourceID> named(ResourceCache<ClusterIncusHost> cache, Secret secret) {
        String name = secret.getMetadata().getName();
        return cache.list(host -> AccessResolver.secretsNamedIn(host.getSpec()).contains(name))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    static HostKey keyOf(ClusterIncusHost host) {
        return new HostKey(HostKind.CLUSTER_INCUS_HOST, "", host.getMetadata().getName());
    }

    private final class WatchedSecrets implements SecretReader {
        private final InformerEventSource<Secret, ClusterIncusHost> source;

        WatchedSecrets(InformerEventSource<Secret, ClusterIncusHost> source) {
            this.source = source;
        }

        @Override
        public String namespace() {
            return namespace.name();
        }

        @Override
        public Optional<Secret> find(String name) {
            return source.get(new ResourceID(name, namespace.name()));
        }
    }
}
