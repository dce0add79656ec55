package dev.incusoperator.status;

/** Makes the words of others fit into a resource. */
public final class Text {
    private static final int INSTEAD = 0xfffd;

    private Text() {}

    /** A {@link #line}, and at most {@code limit} characters, the last of them an ellipsis where something was cut. */
    public static String bounded(String text, int limit) {
        String plain = line(text);
        if (plain.length() <= limit) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return plain.substring(0, end) + "…";
    }

    /**
     * For messages: one line, without characters that control a terminal or the direction of text. Line breaks and tabs become
     * spaces, the others U+FFFD. What a host, a guest or a tenant says ends up in {@code kubectl get} and in logs.
     */
    public static String line(String text) {
        String plain = plain(text);
        if (plain.codePoints().allMatch(each -> inLine(each) == each)) {
            return plain;
        }
        StringBuilder line = new StringBuilder(plain.length());
        plain.codePoints().map(Text::inLine).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static int inLine(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> Character.isWhitespace(codePoint) ? ' ' : INSTEAD;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            // scripts and emoji need the joiners; the rest overrides the direction of text, or is invisible
            case Character.FORMAT -> codePoint == 0x200c || codePoint == 0x200d ? codePoint : INSTEAD;
            default -> codePoint;
        };
    }

    /**
     * Without the characters that JSON may hold as they are and YAML may not (DEL, the C1 controls, non-characters), each
     * replaced by U+FFFD: for one of them the API server refuses a whole server-side apply, and {@code kubectl get -o
     * yaml} a whole resource.
     */
    public static String plain(String text) {
        if (text.codePoints().noneMatch(Text::unprintable)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().map(c -> unprintable(c) ? INSTEAD : c).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean unprintable(int codePoint) {
        return (codePoint >= 0x7f && codePoint <= 0x9f)
                || (codePoint >= 0xd800 && codePoint <= 0xdfff)
                || (codePoint & 0xfffe) == 0xfffe;
    }
}
