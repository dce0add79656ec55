package dev.incusoperator.host;

import dev.incusoperator.status.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;

/** The part of the operator that looks after hosts, in this JVM. */
final class HostOperator implements AutoCloseable {
    final LiveHosts hosts;
    final KnownOrphans orphans = new KnownOrphans();
    final HeardChanges heard = new HeardChanges();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Enrolments enrolments;
    private final Operator operator;

    HostOperator(KubernetesClient kubernetes, FixedSettings settings, HostUsage usage) {
        Clock clock = Clock.systemUTC();
        Connector connector = new ClientConnector(settings, () -> true);
        Credentials credentials = new Credentials(clock);
        hosts = new LiveHosts(connector, settings, clock);
        hosts.subscribe(heard);
        enrolments = new Enrolments(new HostEnrolment(kubernetes, credentials, connector, clock), clock);
        HostReconciliation reconciliation = new HostReconciliation(
                hosts,
                usage,
                orphans,
                new AccessResolver(settings, credentials, enrolments),
                new HostStatusFactory(clock),
                new EventRecorder(kubernetes, clock),
                new CertificateGauges(meters),
                clock);
        operator = new Operator(
                overrider -> overrider.withKubernetesClient(kubernetes).withCloseClientOnStop(false));
        operator.register(new IncusHostReconciler(reconciliation, hosts, usage, kubernetes, settings));
        operator.register(new ClusterIncusHostReconciler(
                reconciliation, hosts, usage, new OperatorNamespace(settings, kubernetes)));
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
        enrolments.close();
        hosts.close();
    }
}
