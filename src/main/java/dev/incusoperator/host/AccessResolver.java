package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.api.v1alpha1.ServerVerification;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostDeclaration.Access;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out from a host's spec, its Secrets and the settings how to get to its server, or why not. */
@ApplicationScoped
public class AccessResolver {
    private final HostSettings settings;
    private final Credentials credentials;
    private final Enrolments enrolments;

    public AccessResolver(HostSettings settings, Credentials credentials, Enrolments enrolments) {
        this.settings = settings;
        this.credentials = credentials;
        this.enrolments = enrolments;
    }

    /**
     * What was found.
     *
     * @param certificateNotAfter when the client certificate expires, where there is one
     * @param secretMissing whether there is no way to it for no more than that a Secret is not there
     * @param again whether it may do in a while without anyone's doing: the server was away when it was to be enrolled with
     */
    record Resolved(Access access, Optional<String> certificateNotAfter, boolean secretMissing, boolean again) {
        Resolved(Access access, Optional<String> certificateNotAfter, boolean secretMissing) {
            this(access, certificateNotAfter, secretMissing, false);
        }

        /** The host is being enrolled with. */
        static Resolved pending() {
            return new Resolved(new Access.Pending(), Optional.empty(), true);
        }

        static Resolved refused(HostReason reason, String message) {
            return new Resolved(new Access.Refused(new Health.Failed(reason.word(), message)), Optional.empty(), false);
        }
    }

    /** The names of the Secrets that a host needs. */
    static Set<String> secretsNamedIn(@Nullable HostSpec spec) {
        Set<String> names = new HashSet<>();
        HttpsConnection https = spec == null ? null : spec.https();
        if (https != null) {
            if (https.clientCertificate() != null) {
                names.add(https.clientCertificate().secretRef().name());
            }
            if (https.trustToken() != null) {
                names.add(https.trustToken().secretRef().name());
            }
            if (https.server() != null && https.server().caSecretRef() != null) {
                names.add(https.server().caSecretRef().name());
            }
        }
        return names;
    }

    /** @param older how many hosts the namespace declared before this one */
    Resolved resolve(HostKey host, HostSpec spec, SecretReader secrets, int older) {
        boolean namespaced = host.kind() == HostKind.INCUS_HOST;
        if (namespaced && !settings.namespacedHosts().enabled()) {
            return Resolved.refused(
                    HostReason.UNSUPPORTED,
                    "hosts of a namespace's own are turned off in this operator (incus-operator.namespaced-hosts.enabled):"
                            + " use a ClusterIncusHost, or ask the operator's admin");
        }
        int most = settings.namespacedHosts().maxPerNamespace();
        if (namespaced && older >= most) {
            return Resolved.refused(
                    HostReason.LIMIT_EXCEEDED,
                    "namespace " + host.namespace() + " has " + older + " older IncusHosts, and only the oldest " + most
                            + " of a namespace are connected to (incus-operator.namespaced-hosts.max-per-namespace):"
                            + " delete one that is not needed, use a ClusterIncusHost, or ask the operator's admin for more");
        }
        if ((spec.socket() == null) == (spec.https() == null)) {
            return Resolved.refused(HostReason.UNSUPPORTED, "write exactly one of spec.socket and spec.https");
        }
        if (spec.socket() != null) {
            return namespaced
                    ? Resolved.refused(
                            HostReason.UNSUPPORTED,
                            "a unix socket is root on that host: only a ClusterIncusHost may name one; use spec.https")
                    : new Resolved(
                            new Access.Connect(
                                    List.of(spec.socket().path()),
                                    null,
                                    false,
                                    settings.hosts().largestAnswer()),
                            Optional.empty(),
                            false);
        }
        return https(
                host,
                spec.https(),
                secrets,
                namespaced && !settings.namespacedHosts().allowLocalAddresses());
    }

    private long largestAnswer(HostKey host) {
        return host.kind() == HostKind.INCUS_HOST
                ? settings.namespacedHosts().largestAnswer()
                : settings.hosts().largestAnswer();
    }

    /** The host is no more: how its enrolment ended need not be remembered. */
    void forget(HostKey host) {
        enrolments.forget(host);
    }

    /** To be told when the enrolment of a host has ended and it is worth resolving again; must not block. */
    void onEnrolled(Consumer<HostKey> listener) {
        enrolments.onEnd(listener);
    }

    private Resolved https(HostKey host, HttpsConnection https, SecretReader secrets, boolean remoteOnly) {
        try {
            Authentication.Verification verification = verification(https.server(), secrets);
            Optional<Credentials.ClientCertificate> found = enrolments.owed(host, https, secrets)
                    ? enrolments.ask(host, https, verification, remoteOnly, secrets)
                    : Optional.of(credentials.client(https.clientCertificate(), secrets));
            if (found.isEmpty()) {
                return Resolved.pending();
            }
            Credentials.ClientCertificate client = found.get();
            Authentication authentication = new Authentication(client.identity(), verification);
            Access access =
                    new Access.Connect(List.copyOf(https.addresses()), authentication, remoteOnly, largestAnswer(host));
            return new Resolved(
                    client.expired()
                            ? new Access.Refused(
                                    new Health.Failed(HostReason.CERTIFICATE_EXPIRED.word(), client.expiry()))
                            : access,
                    Optional.of(client.notAfter().toString()),
                    false);
        } catch (Credentials.Missing e) {
            return new Resolved(
                    new Access.Refused(new Health.Failed(HostReason.INVALID_CREDENTIALS.word(), e.getMessage())),
                    Optional.empty(),
                    true);
        } catch (Credentials.Invalid e) {
            return Resolved.refused(HostReason.INVALID_CREDENTIALS, e.getMessage());
        } catch (IncusException e) {
            return new Resolved(new Access.Refused(ConnectionFailure.of(e)), Optional.empty(), false, true);
        }
    }

    private Authentication.Verification verification(@Nullable ServerVerification server, SecretReader secrets) {
        if (server == null) {
            throw new Credentials.Invalid(
                    "spec.https.server is missing: write how the server is to be known, for example"
                            + " its certificate's fingerprint (incus info | grep fingerprint)");
        }
        try {
            if (server.certificate() != null) {
                return Authentication.Verification.pinnedPem(server.certificate());
            }
            if (server.fingerprint() != null) {
                return new Authentication.Verification.PinnedFingerprint(server.fingerprint());
            }
            if (server.caSecretRef() != null) {
                return Authentication.Verification.authorityPem(credentials.value(server.caSecretRef(), secrets));
            }
        } catch (IncusException.InvalidCredentials e) {
            throw new Credentials.Invalid("spec.https.server: " + e.getMessage());
        }
        if (server.systemCaOrDefault()) {
            return new Authentication.Verification.SystemAuthorities();
        }
        if (server.insecureSkipVerifyOrDefault()) {
            return new Authentication.Verification.Unverified();
        }
        throw new Credentials.Invalid("write exactly one of certificate, fingerprint, caSecretRef, systemCa and"
                + " insecureSkipVerify into spec.https.server");
    }
}
