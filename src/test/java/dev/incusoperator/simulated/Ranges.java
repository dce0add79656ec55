package dev.incusoperator.simulated;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file's content, or the one range of it that a call asks for, as Go's file server answers it. */
final class Ranges {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private final Product product;

    Ranges(Product product) {
        this.product = product;
    }

    Answer answer(Call call, String name, byte[] content) {
        Answer whole = Answer.raw(200, "application/octet-stream", content)
                .with("Accept-Ranges", "bytes")
                .with("Content-Disposition", "inline;filename=" + name)
                .with("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT");
        String asked = call.header("Range").orElse("");
        return asked.isEmpty() ? whole : part(whole, asked);
    }

    private Answer part(Answer whole, String asked) {
        int total = whole.body().length;
        Matcher range = RANGE.matcher(asked);
        if (!range.matches() || asked.equals("bytes=-")) {
            return refused(whole, "invalid range\n");
        }
        boolean suffix = range.group(1).isEmpty();
        int first = suffix ? Math.max(0, total - number(range.group(2))) : number(range.group(1));
        int last = suffix || range.group(2).isEmpty() ? total - 1 : Math.min(total - 1, number(range.group(2)));
        if (!suffix && !range.group(2).isEmpty() && number(range.group(2)) < first) {
            return refused(whole, "invalid range\n");
        }
        if (!suffix && first >= total) {
            return total == 0 && product == Product.INCUS
                    ? whole
                    : refused(whole, "invalid range: failed to overlap\n").with("Content-Range", "bytes */" + total);
        }
        return new Answer(206, whole.headers(), Arrays.copyOfRange(whole.body(), first, last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + total);
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** LXD's server leaves the text away. */
    private Answer refused(Answer whole, String text) {
        byte[] body = product == Product.INCUS ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
        return Answer.raw(416, "text/plain; charset=utf-8", body)
                .with("Content-Disposition", whole.headers().get("Content-Disposition"))
                .with("Last-Modified", whole.headers().get("Last-Modified"));
    }
}
