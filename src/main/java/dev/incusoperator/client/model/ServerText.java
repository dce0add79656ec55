package dev.incusoperator.client.model;

import java.util.regex.Pattern;

/** Cleans what a server says before it goes into a message, a log line or a status. */
public final class ServerText {
    /**
     * How Go's YAML, by which servers look at cloud-init's data, quotes a value (whole, or its beginning), a key, and the name of an
     * anchor. Incus 6 and LXD cannot unmarshal, Incus 7 cannot construct.
     */
    private static final Pattern YAML_VALUE =
            Pattern.compile("(cannot (?:unmarshal|construct) \\S+ )`.*?` into ", Pattern.DOTALL);

    private static final Pattern YAML_NAME = Pattern.compile(
            "(?<=mapping key ).*(?= already defined at line )|(?<=unknown anchor ).*(?= referenced)", Pattern.DOTALL);

    private static final int INSTEAD = 0xfffd;

    private ServerText() {}

    /** Without the values that the server was given: one of them may be a secret. */
    public static String withoutValues(String text) {
        String valueless =
                text.contains("cannot ") ? YAML_VALUE.matcher(text).replaceAll("$1`[redacted]` into ") : text;
        return YAML_NAME.matcher(valueless).replaceAll("[redacted]");
    }

    /**
     * One line without characters that control a terminal or the direction of text: line breaks and tabs become spaces, the
     * others U+FFFD. A server, or a guest through it, could otherwise forge log lines or rewrite what a person sees.
     */
    public static String line(String text) {
        if (isLine(text)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(ServerText::harmless).forEach(line::appendCodePoint);
        return line.toString();
    }

    /** Whether {@link #line} would change nothing. */
    public static boolean isLine(String text) {
        return text.codePoints().allMatch(each -> harmless(each) == each);
    }

    private static int harmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> Character.isWhitespace(codePoint) ? ' ' : INSTEAD;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.SURROGATE -> INSTEAD;
            case Character.FORMAT -> isJoiner(codePoint) ? codePoint : INSTEAD;
            default -> codePoint;
        };
    }

    /** Scripts and emoji need these two; the rest of its category overrides the direction of text, or is invisible. */
    private static boolean isJoiner(int codePoint) {
        return codePoint == 0x200c || codePoint == 0x200d;
    }

    /** Cut to {@code limit} characters, the last of them an ellipsis where something was cut. */
    public static String bounded(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return text.substring(0, end) + "…";
    }
}
