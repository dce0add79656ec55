package dev.incusoperator.status;

/** Makes the words of others fit into a resource. */
public final class Text {
    private static final int INSTEAD = 0xfffd;

    private Text() {}

    /** Plain, and at most {@code limit} characters, the last of them an ellipsis where something was cut. */
    public static String bounded(String text, int limit) {
        String plain = plain(text);
        if (plain.length() <= limit) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return plain.substring(0, end) + "…";
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
