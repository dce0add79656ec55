package dev.incusoperator;

/** What the operator's admin sets about the process, under {@code incus-operator.process}. Checked once, at start. */
public interface OperatorSettings {
    /** Of several replicas one works and the others wait for its end. */
    LeaderElection leaderElection();

    /**
     * How the one is found.
     *
     * @param enabled whether there may be several; then this process needs the lease before it does anything
     * @param leaseName the name of the Lease in the operator's own namespace
     */
    record LeaderElection(boolean enabled, String leaseName) {}
}
