package dev.incusoperator.simulated;

/** The words in which Incus and LXD say the same thing differently. */
sealed interface Wording permits IncusWording, LxdWording {
    /** How the product is called in a description. */
    String title();

    /** The organisation in the server's self-signed certificate. */
    String organisation();

    /** {@code initializing}, as each product spells it. */
    String initializing();

    String unpacking();

    String alreadyExists(String entity, String columns);

    String invalidDeviceType(String type);

    String protectedFromDeletion();

    String renamesRunning();

    /** Of a guest that did not shut down in time. */
    String shutdownFailed(String status);

    String freezeStopped();

    String emptyCannotStart(String name);

    /** What a snapshot is called where it is not found. */
    String snapshotEntity();

    String imageNotFound(String fingerprint);

    String projectNotEmpty();

    /** The unit in which an instance type's memory is written. */
    String memoryUnit();

    /** Why one does not start whose creation was broken off. */
    String rootMissing(String instance);
}
