package dev.incusoperator.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a resource writes them: hours, minutes and seconds as whole numbers, in that order: {@code 1h30m}, {@code 90s}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException where the text is no duration; its message says what to write instead
     */
    public static Duration parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (text.isEmpty() || !written.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is not a duration: write hours, minutes and seconds as whole numbers, such as 90s, 5m or 1h30m");
        }
        return Duration.ofHours(number(written, 1))
                .plusMinutes(number(written, 2))
                .plusSeconds(number(written, 3));
    }

    private static long number(Matcher written, int group) {
        String digits = written.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
