package dev.incusoperator;

import dev.incusoperator.host.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How old this process' lease is, by the clock that other candidates judge it by: they take it when it has not been renewed for
 * {@link #DURATION}, so for what is under way there is the difference to {@link #TRUSTED}.
 */
@ApplicationScoped
public class LeaderLease implements Lease {
    static final Duration DURATION = Duration.ofSeconds(15);
    static final Duration TRUSTED = Duration.ofSeconds(10);
    static final Duration RETRY = Duration.ofSeconds(2);

    private final OperatorSettings settings;
    private final Clock clock;
    private volatile Instant renewed = Instant.MIN;

    public LeaderLease(OperatorSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Always where no leader is elected. */
    @Override
    public boolean held() {
        if (!settings.leaderElection().enabled()) {
            return true;
        }
        Instant last = renewed;
        return !last.equals(Instant.MIN) && clock.instant().isBefore(last.plus(TRUSTED));
    }

    /** @param time that stands in the lease, which the API server has taken */
    void renewed(Instant time) {
        renewed = time;
    }

    /** Another one may take it at once. */
    void givenUp() {
        renewed = Instant.MIN;
    }
}
