package dev.incusoperator.client.transport;

import java.util.Map;

/** What came back, as it came. */
public record Answer(int status, Map<String, String> headers, byte[] body, Target from) {}
