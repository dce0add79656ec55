package dev.incusoperator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How values of the API's config are read here: in doubt against who asks. */
final class Words {
    private static final Set<String> NO = Set.of("", "false", "0", "no", "off");
    private static final String ANY = "*";

    private Words() {}

    /** Whether a switch is on, or anything that the server might take for it. */
    static boolean on(String value) {
        return !NO.contains(value.toLowerCase(Locale.ROOT));
    }

    static boolean listed(List<String> list, String value) {
        return list.contains(ANY) || list.contains(value);
    }

    static boolean any(List<String> list) {
        return list.contains(ANY);
    }

    /** For messages: what somebody else has written makes no line of its own there. */
    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** A line break in a value that ends up in a configuration file of the server would write a line of its own there. */
    static boolean oneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
