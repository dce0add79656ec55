package dev.incusoperator.instance.ready;

/** How far cloud-init in an instance is. */
public sealed interface CloudInitResult {
    /** It has not finished, or it cannot be seen; {@code why} is empty where there is nothing to say but that. */
    record Pending(String why) implements CloudInitResult {}

    /** Finished without an error. */
    record Done() implements CloudInitResult {}

    /** Finished, with these errors. */
    record Failed(String errors) implements CloudInitResult {}
}
