package dev.incusoperator.policy;

/** Whether a request takes over an instance that is there already. */
public enum Adoption {
    NONE,
    /** One without the mark of any resource. */
    OF_UNOWNED,
    /** One with the mark of another cluster, of which nobody can tell from here whether it is alive. */
    OF_ANOTHER_CLUSTER
}
