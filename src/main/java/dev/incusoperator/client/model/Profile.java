package dev.incusoperator.client.model;

import java.util.Map;

/** A profile of a project. */
public record Profile(
        String project, String name, Map<String, String> config, Map<String, Map<String, String>> devices) {}
