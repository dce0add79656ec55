package dev.incusoperator.instance.update;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether two values mean the same to the server. It keeps them as they were written, but for empty ones, which it drops;
 * it reads {@code true}, {@code yes}, {@code on} and {@code 1} as one, and {@code 1GiB} as {@code 1024MiB}.
 */
final class Values {
    /** What the server hands on as it is: any change is one. */
    private static final List<String> VERBATIM =
            List.of("user.", "environment.", "cloud-init.", "raw.", "linux.sysctl.", "smbios11.");

    private static final Set<String> YES = Set.of("true", "yes", "on");
    private static final Set<String> NO = Set.of("false", "no", "off");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,30})\\s*([kKMGTPE]i?)?(B|bit)");
    private static final String UNITS = "KMGTPE";
    private static final int BINARY = 1024;
    private static final int DECIMAL = 1000;

    private Values() {}

    /** Of a config key; an absent one is empty. */
    static boolean same(String key, String one, String other) {
        return one.equals(other) || (VERBATIM.stream().noneMatch(key::startsWith) && sameMeaning(one, other));
    }

    static boolean sameDevice(Map<String, String> one, Map<String, String> other) {
        Set<String> options = new HashSet<>(one.keySet());
        options.addAll(other.keySet());
        return options.stream()
                .allMatch(option -> sameMeaning(one.getOrDefault(option, ""), other.getOrDefault(option, "")));
    }

    private static boolean sameMeaning(String one, String other) {
        return one.equals(other)
                || (isTruth(one) && truth(other).equals(truth(one)))
                || (isTruth(other) && truth(one).equals(truth(other)))
                || size(one)
                        .filter(bytes -> size(other).filter(bytes::equals).isPresent())
                        .isPresent();
    }

    /** A digit alone is a number as often as a truth: it is one beside a word only. */
    private static boolean isTruth(String value) {
        String word = value.toLowerCase(Locale.ROOT);
        return YES.contains(word) || NO.contains(word);
    }

    private static Optional<Boolean> truth(String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (YES.contains(word) || word.equals("1")) {
            return Optional.of(true);
        }
        return NO.contains(word) || word.equals("0") ? Optional.of(false) : Optional.empty();
    }

    private static Optional<BigInteger> size(String value) {
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            return Optional.empty();
        }
        String prefix = Optional.ofNullable(size.group(2)).orElse("");
        int power = prefix.isEmpty() ? 0 : UNITS.indexOf(Character.toUpperCase(prefix.charAt(0))) + 1;
        BigInteger factor =
                BigInteger.valueOf(prefix.endsWith("i") ? BINARY : DECIMAL).pow(power);
        BigInteger units = new BigInteger(size.group(1)).multiply(factor);
        return Optional.of(size.group(3).equals("bit") ? units.negate() : units);
    }
}
