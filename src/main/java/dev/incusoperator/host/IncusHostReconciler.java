package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.status.OwnersUpdateFilter;
import dev.incusoperator.status.SuccessorSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hosts that a namespace brings along. Their Secrets are in that namespace: read one by one when needed, never listed or watched. */
@ControllerConfiguration(
        name = "incushost",
        fieldManager = "incus-operator",
        triggerReconcilerOnAllEvents = true,
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OwnersUpdateFilter.class))
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ApplicationScoped
public class IncusHostReconciler implements Reconciler<IncusHost> {
    private final HostReconciliation reconciliation;
    private final LiveHosts hosts;
    private final HostUsage usage;
    private final KubernetesClient kubernetes;
    private final HostSettings settings;
    private volatile @Nullable HostTrigger<IncusHost> trigger;
    private final SuccessorSource<IncusHost> successors = new SuccessorSource<>();

    public IncusHostReconciler(
            HostReconciliation reconciliation,
            LiveHosts hosts,
            HostUsage usage,
            KubernetesClient kubernetes,
            HostSettings settings) {
        this.reconciliation = reconciliation;
        this.hosts = hosts;
        this.usage = usage;
        this.kubernetes = kubernetes;
        this.settings = settings;
    }

    @Override
    public UpdateControl<IncusHost> reconcile(IncusHost host, Context<IncusHost> context) {
        successors.follow(host, context);
        HostKey key = keyOf(host);
        NamespaceQuota quota = NamespaceQuota.of(context.getPrimaryCache(), key.namespace());
        if (context.isPrimaryResourceDeleted()) {
            tellOfPlace(quota);
        }
        HostReconciliation.Site site =
                new HostReconciliation.Site(key, new OwnSecrets(key.namespace()), quota.older(host));
        return reconciliation.reconcile(host, site, IncusHost::new, context);
    }

    /** One of the namespace's hosts is gone: one that was over the limit may be connected to now. */
    private void tellOfPlace(NamespaceQuota quota) {
        HostTrigger<IncusHost> told = trigger;
        if (told != null) {
            quota.oldest(settings.namespacedHosts().maxPerNamespace()).stream()
                    .map(IncusHostReconciler::keyOf)
                    .filter(key -> hosts.find(key)
                            .filter(host -> host.health() instanceof Health.Connected)
                            .isEmpty())
                    .forEach(told::hostChanged);
        }
    }

    @Override
    public List<EventSource<?, IncusHost>> prepareEventSources(EventSourceContext<IncusHost> context) {
        HostTrigger<IncusHost> trigger =
                new HostTrigger<>(HostKind.INCUS_HOST, hosts, context.getPrimaryCache(), IncusHostReconciler::keyOf);
        this.trigger = trigger;
        hosts.subscribe(trigger);
        usage.onChange(trigger::hostChanged);
        usage.onKnown(trigger::usesKnown);
        reconciliation.orphans().onChange(trigger::hostChanged);
        reconciliation.onEnrolled(trigger::hostChanged);
        return List.of(trigger, successors);
    }

    static HostKey keyOf(IncusHost host) {
        return new HostKey(
                HostKind.INCUS_HOST,
                host.getMetadata().getNamespace(),
                host.getMetadata().getName());
    }

    private final class OwnSecrets implements SecretReader {
        private final String namespace;

        OwnSecrets(String namespace) {
            this.namespace = namespace;
        }

        @Override
        public String namespace() {
            return namespace;
        }

        @Override
        public Optional<Secret> find(String name) {
            return Optional.ofNullable(
                    kubernetes.secrets().inNamespace(namespace).withName(name).get());
        }
    }
}
