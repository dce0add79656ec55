package dev.incusoperator.host;

/** Who leads, as far as this process knows: of several operators one may change something, and the others wait for its end. */
public interface Lease {
    /**
     * Whether this process may change something now. Asked right before each such request is written, for a process may have
     * been stopped for any time since it was last told that it leads.
     */
    boolean held();
}
