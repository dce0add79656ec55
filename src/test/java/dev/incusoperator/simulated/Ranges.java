package dev.incusoperator.simulated;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file's content, or the range of it that a call asks for; as Go's file server answers. */
final class Ranges {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private Ranges() {}

    static Answer answer(Call call, String name, byte[] content) {
        Matcher range = RANGE.matcher(call.header("Range").orElse(""));
        Answer whole = Answer.raw(200, "application/octet-stream", content)
                .with("Accept-Ranges", "bytes")
                .with("Content-Disposition", "inline;filename=" + name)
                .with("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT");
        return range.matches() ? part(whole, range.group(1), range.group(2)) : whole;
    }

    private static Answer part(Answer whole, String from, String to) {
        int total = whole.body().length;
        int first = from.isEmpty() ? Math.max(0, total - Integer.parseInt(to)) : Integer.parseInt(from);
        int last = from.isEmpty() || to.isEmpty() ? total - 1 : Math.min(total - 1, Integer.parseInt(to));
        if (first > last) {
            byte[] text = "invalid range: failed to overlap\n".getBytes(StandardCharsets.UTF_8);
            return new Answer(416, whole.headers(), text)
                    .with("Content-Type", "text/plain; charset=utf-8")
                    .with("Content-Range", "bytes */" + total);
        }
        return new Answer(206, whole.headers(), Arrays.copyOfRange(whole.body(), first, last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + total);
    }
}
