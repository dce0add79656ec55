package dev.incusoperator.host;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.NameResolver;
import dev.incusoperator.client.RequestGate;
import dev.incusoperator.host.HostDeclaration.Access;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes clients as the settings say. */
@ApplicationScoped
public class ClientConnector implements Connector {
    private final HostSettings settings;
    private final Lease lease;

    public ClientConnector(HostSettings settings, Lease lease) {
        this.settings = settings;
        this.lease = lease;
    }

    @Override
    public IncusClient open(Access.Connect access, RequestGate gate) {
        IncusClient.Builder builder = IncusClient.builder()
                .target(access.targets().toArray(String[]::new))
                .gate(new LeasedGate(lease, gate))
                .largestAnswer(access.largestAnswer())
                .timeouts(settings.hosts().connectTimeout(), settings.hosts().callTimeout());
        if (access.authentication() != null) {
            builder.authentication(access.authentication());
        }
        if (access.remoteOnly()) {
            builder.allowedAddresses(new LocalAddresses(System.getenv())::isElsewhere)
                    .names(new WholeNames(NameResolver.system()));
        }
        return builder.build();
    }
}
