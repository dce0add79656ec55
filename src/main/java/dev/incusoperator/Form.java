package dev.incusoperator;

import io.fabric8.kubernetes.api.model.Quantity;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the value of a setting may look like. */
enum Form {
    NAME("a name of Kubernetes: lower case letters, digits and hyphens, at most 63", Form::isName),
    SWITCH("true or false", value -> value.equals("true") || value.equals("false")),
    TIME("a time longer than nothing and no longer than a day, such as 30s, 10m or PT1H", Form::isTime),
    COUNT("a whole number from 1 to 1024", Form::isCount),
    SIZE("a size from 1Mi to 1Gi, such as 8Mi", Form::isSize);

    private static final Pattern NAMES = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern COUNTS = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern SIZES = Pattern.compile("[1-9][0-9]{0,6}(Ki|Mi|Gi)");
    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 1L << 30;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final String words;
    private final Predicate<String> allows;

    Form(String words, Predicate<String> allows) {
        this.words = words;
        this.allows = allows;
    }

    /** Completes "it should be". */
    String words() {
        return words;
    }

    boolean allows(String value) {
        return allows.test(value);
    }

    /** @throws IllegalArgumentException where it is none */
    static Duration time(String value) {
        return DurationConverter.parseDuration(value);
    }

    /** @param value as Kubernetes writes it: {@code 64Mi} */
    static long bytes(String value) {
        return Quantity.getAmountInBytes(Quantity.parse(value)).longValueExact();
    }

    private static boolean isName(String value) {
        return NAMES.matcher(value).matches();
    }

    private static boolean isTime(String value) {
        try {
            Duration time = time(value);
            return time.compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isSize(String value) {
        return SIZES.matcher(value).matches() && bytes(value) >= LEAST_BYTES && bytes(value) <= MOST_BYTES;
    }

    private static boolean isCount(String value) {
        return COUNTS.matcher(value).matches() && Integer.parseInt(value) <= 1024;
    }
}
