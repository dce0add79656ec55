package dev.incusoperator.client.model;

import java.util.regex.Pattern;

/** What a server says of a failure, without the values that it was given: one of them may be a secret. */
public final class ServerText {
    /** How Go's YAML, by which servers look at cloud-init's data, quotes a value: whole, or its beginning. */
    private static final Pattern YAML_VALUE = Pattern.compile("(cannot unmarshal \\S+ )`.*?` into ", Pattern.DOTALL);

    private ServerText() {}

    public static String withoutValues(String text) {
        return text.contains("cannot unmarshal") ? YAML_VALUE.matcher(text).replaceAll("$1`[redacted]` into ") : text;
    }
}
