package dev.incusoperator.host;

import java.time.Duration;
import java.util.Optional;

/** Settings of a test. */
record FixedSettings(
        String operatorNamespace,
        boolean namespacedEnabled,
        boolean localAllowed,
        int mostPerNamespace,
        Duration callTimeout,
        Duration relistInterval)
        implements HostSettings {
    static FixedSettings defaults() {
        return new FixedSettings("operator", true, false, 16, Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    FixedSettings callTimeout(Duration value) {
        return new FixedSettings(
                operatorNamespace, namespacedEnabled, localAllowed, mostPerNamespace, value, relistInterval);
    }

    FixedSettings relistInterval(Duration value) {
        return new FixedSettings(
                operatorNamespace, namespacedEnabled, localAllowed, mostPerNamespace, callTimeout, value);
    }

    FixedSettings namespaced(boolean enabled, boolean local) {
        return new FixedSettings(operatorNamespace, enabled, local, mostPerNamespace, callTimeout, relistInterval);
    }

    FixedSettings mostPerNamespace(int most) {
        return new FixedSettings(operatorNamespace, namespacedEnabled, localAllowed, most, callTimeout, relistInterval);
    }

    FixedSettings in(String namespace) {
        return new FixedSettings(
                namespace, namespacedEnabled, localAllowed, mostPerNamespace, callTimeout, relistInterval);
    }

    @Override
    public Optional<String> namespace() {
        return Optional.of(operatorNamespace);
    }

    @Override
    public NamespacedHosts namespacedHosts() {
        return new NamespacedHosts(namespacedEnabled, localAllowed, mostPerNamespace, 8L << 20);
    }

    @Override
    public Connections hosts() {
        return new Connections(Duration.ofSeconds(2), callTimeout, relistInterval, 16, 64L << 20);
    }
}
