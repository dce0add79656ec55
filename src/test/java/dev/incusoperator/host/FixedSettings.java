package dev.incusoperator.host;

import java.time.Duration;
import java.util.Optional;

/** Settings of a test. */
record FixedSettings(boolean namespacedEnabled, boolean localAllowed, Duration callTimeout, Duration relistInterval)
        implements HostSettings {
    static FixedSettings defaults() {
        return new FixedSettings(true, false, Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    @Override
    public Optional<String> namespace() {
        return Optional.of("operator");
    }

    @Override
    public NamespacedHosts namespacedHosts() {
        return new NamespacedHosts() {
            @Override
            public boolean enabled() {
                return namespacedEnabled;
            }

            @Override
            public boolean allowLocalAddresses() {
                return localAllowed;
            }
        };
    }

    @Override
    public Connections hosts() {
        return new Connections() {
            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(2);
            }

            @Override
            public Duration callTimeout() {
                return callTimeout;
            }

            @Override
            public Duration relistInterval() {
                return relistInterval;
            }

            @Override
            public int threads() {
                return 16;
            }
        };
    }
}
