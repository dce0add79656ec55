package dev.incusoperator;

import java.util.Locale;
import java.util.Optional;

/** What the operator's admin may set, under {@link #PREFIX}: each setting's name, its default, and what it may be. */
enum Setting {
    NAMESPACE("namespace", "", Form.NAME),
    NAMESPACED_HOSTS("namespaced-hosts.enabled", "true", Form.SWITCH),
    NAMESPACED_HOSTS_LOCAL("namespaced-hosts.allow-local-addresses", "false", Form.SWITCH),
    NAMESPACED_HOSTS_MOST("namespaced-hosts.max-per-namespace", "16", Form.COUNT),
    NAMESPACED_HOSTS_ANSWER("namespaced-hosts.max-answer", "8Mi", Form.SIZE),
    CONNECT_TIMEOUT("hosts.connect-timeout", "5s", Form.TIME),
    CALL_TIMEOUT("hosts.call-timeout", "30s", Form.TIME),
    RELIST_INTERVAL("hosts.relist-interval", "10m", Form.TIME),
    THREADS("hosts.threads", "64", Form.COUNT),
    ANSWER("hosts.max-answer", "64Mi", Form.SIZE),
    LEADER_ELECTION("process.leader-election.enabled", "false", Form.SWITCH),
    LEASE_NAME("process.leader-election.lease-name", "incus-operator", Form.NAME);

    static final String PREFIX = "incus-operator.";

    private final String path;
    private final String standard;
    private final Form form;

    Setting(String path, String standard, Form form) {
        this.path = path;
        this.standard = standard;
        this.form = form;
    }

    /** As a property: {@code incus-operator.hosts.call-timeout}. */
    String property() {
        return PREFIX + path;
    }

    /** As an environment variable: {@code INCUS_OPERATOR_HOSTS_CALL_TIMEOUT}. */
    String variable() {
        return variable(property());
    }

    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Without the prefix. */
    String path() {
        return path;
    }

    /** What it is where nobody sets it; empty where that is found out. */
    String standard() {
        return standard;
    }

    /** What is wrong with a value, as a sentence that says what to write instead; empty where nothing is. */
    Optional<String> fault(String value) {
        return form.allows(value)
                ? Optional.empty()
                : Optional.of(property() + " (" + variable() + ") is '" + value + "': it should be " + form.words());
    }
}
