package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.host.Host.Health;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host as its resource and Secrets ask for it to be.
 *
 * @param acceptedServer the fingerprint of the only server that it may be; empty: whichever answers first
 */
record HostDeclaration(HostSpec spec, Access access, String acceptedServer) {

    /** How to get to the server. */
    sealed interface Access {
        /**
         * @param authentication null over a unix socket
         * @param remoteOnly whether addresses of this machine and its link are out of bounds
         * @param largestAnswer the bytes at most that an answer may have
         */
        record Connect(
                List<String> targets, @Nullable Authentication authentication, boolean remoteOnly, long largestAnswer)
                implements Access {}

        /** It cannot be tried: the credentials or the declaration are wrong. */
        record Refused(Health.Failed why) implements Access {}

        /** It is being found out: the host counts as one that is being connected to. */
        record Pending() implements Access {}
    }
}
