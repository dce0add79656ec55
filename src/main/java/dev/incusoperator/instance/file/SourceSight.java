package dev.incusoperator.instance.file;

import java.time.Instant;

/**
 * A Secret or ConfigMap as it was last looked at.
 *
 * @param version its UID and resourceVersion
 * @param until when it is to be looked at again
 */
public record SourceSight(String version, Instant until) {}
