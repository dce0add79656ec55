package dev.incusoperator.client.model;

/** The name of an instance on a server. */
public record InstanceRef(String project, String name) {}
