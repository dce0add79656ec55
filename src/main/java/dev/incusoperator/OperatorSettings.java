package dev.incusoperator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the operator's admin sets about the process, under {@code incus-operator.process}. Checked once, at start. */
@ConfigMapping(prefix = "incus-operator.process")
public interface OperatorSettings {
    /** Of several replicas one works and the others wait for its end. */
    LeaderElection leaderElection();

    /** How the one is found. */
    interface LeaderElection {
        /** Whether there may be several; then this process needs the lease before it does anything. */
        @WithDefault("false")
        boolean enabled();

        /** The name of the Lease in the operator's own namespace. */
        @WithDefault("incus-operator")
        String leaseName();
    }
}
