package dev.incusoperator.client.model;

/**
 * What there is at a path in an instance.
 *
 * @param type file, directory or symlink: a link is told as itself
 * @param mode permission bits, such as {@code 0644}
 */
public record FileAttributes(String type, long uid, long gid, int mode) {}
