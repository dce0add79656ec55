package dev.incusoperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** What all rooms are given from outside. */
@ApplicationScoped
public class Wiring {
    @Produces
    @ApplicationScoped
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Settings settings(Config config) {
        return Settings.read(config, System.getenv().keySet());
    }
}
