package dev.incusoperator.client.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;

/** For how long a server that has too much to do wants no more requests: RFC 9110, section 10.2.3. */
final class RetryAfter {
    private static final String NAME = "Retry-After";
    private static final Set<Integer> TOO_BUSY = Set.of(429, 503);

    /** More seconds than these are no sensible number either. */
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** Empty where it does not say so, or the time that it names is over. */
    static Optional<Duration> of(int status, Headers headers, Instant now) {
        String value = headers.get(NAME);
        if (value == null || !TOO_BUSY.contains(status)) {
            return Optional.empty();
        }
        String text = value.strip();
        Duration pause = Duration.ZERO;
        if (!text.isEmpty() && text.chars().allMatch(each -> each >= '0' && each <= '9')) {
            pause = Duration.ofSeconds(text.length() > MOST_DIGITS ? Integer.MAX_VALUE : Long.parseLong(text));
        } else {
            Date date = headers.getDate(NAME);
            if (date != null) {
                pause = Duration.between(now, date.toInstant());
            }
        }
        return Optional.of(pause).filter(each -> !each.isNegative() && !each.isZero());
    }
}
