package dev.incusoperator.status;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the times that stand in a status. */
public final class StatusTime {
    private StatusTime() {}

    /**
     * A time that is missing, cannot be read or is still to come counts as {@code now}: somebody else wrote it, and nothing is waited
     * for longer on its account.
     */
    public static Instant read(@Nullable String written, Instant now) {
        return past(written, now).orElse(now);
    }

    /** Empty where it is missing, cannot be read or is still to come. */
    public static Optional<Instant> past(@Nullable String written, Instant now) {
        try {
            return Optional.ofNullable(written).map(Instant::parse).filter(time -> !time.isAfter(now));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }
}
