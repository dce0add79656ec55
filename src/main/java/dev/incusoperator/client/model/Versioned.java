package dev.incusoperator.client.model;

/** A value with the ETag it was read with, to be sent back in {@code If-Match}; empty where the server gave none. */
public record Versioned<T>(T value, String etag) {}
