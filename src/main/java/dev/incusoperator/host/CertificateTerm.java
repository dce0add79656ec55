package dev.incusoperator.host;

import java.time.Duration;
import java.time.Instant;

/**
 * Until when a client certificate may be shown. Who has to renew it is told a month ahead, once: what is told changes at the
 * beginning of that month and at its end, and at no other time.
 */
record CertificateTerm(Instant notAfter) {
    static final Duration AHEAD = Duration.ofDays(30);

    /** A timer may be late, a clock may be set: it is looked at again this often at least. */
    private static final Duration LOOKED_AT_AFTER = Duration.ofHours(12);

    /** Whether it ends within a month, and has not ended yet. */
    boolean endsSoon(Instant now) {
        return !now.isBefore(notAfter.minus(AHEAD)) && now.isBefore(notAfter);
    }

    /** When to look again for what is told to be true; half a day at the most. */
    Duration nextLook(Instant now) {
        Instant warned = notAfter.minus(AHEAD);
        Instant next = now.isBefore(warned) ? warned : notAfter;
        Duration until = Duration.between(now, next).plusSeconds(1);
        return until.isNegative() || until.compareTo(LOOKED_AT_AFTER) > 0 ? LOOKED_AT_AFTER : until;
    }
}
