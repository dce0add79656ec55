package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.status.Text;
import java.nio.charset.StandardCharsets;

/** Makes what a status keeps of an output: valid UTF-8, without known secrets, no longer than its limit, the end of it. */
final class OutputTail {
    /** A Secret holds at most 1 MiB. */
    private static final int MOST_EXTRA = 4 << 20;

    static final ExecOutput NOTHING = new ExecOutput("", 0, false);

    private final int limit;
    private final Redactor redactor;

    /** @param limit in bytes of UTF-8 */
    OutputTail(int limit, Redactor redactor) {
        this.limit = limit;
        this.redactor = redactor;
    }

    /** How many bytes to read from the host: more than are kept, so that a secret across the cut is seen whole. */
    int bytesToRead() {
        return limit + Math.min(4 * redactor.longest(), MOST_EXTRA) + 4;
    }

    ExecOutput of(LogTail log) {
        String text = new String(log.bytes(), start(log), log.bytes().length - start(log), StandardCharsets.UTF_8);
        boolean cut = log.total() > log.bytes().length;
        // what was read may begin in the middle of a secret, which is then not known by its whole value
        String clean = Text.plain(redactor.redact(text, cut ? redactor.longest() : 0));
        String kept = lastBytes(clean, limit);
        return new ExecOutput(kept, log.total(), cut || kept.length() < clean.length());
    }

    /** A tail may begin in the middle of a character: those bytes are not part of it. */
    private static int start(LogTail log) {
        byte[] bytes = log.bytes();
        int start = 0;
        if (log.total() > bytes.length) {
            while (start < bytes.length && start < 3 && (bytes[start] & 0xC0) == 0x80) {
                start++;
            }
        }
        return start;
    }

    private static String lastBytes(String text, int limit) {
        int from = text.length();
        int bytes = 0;
        while (from > 0) {
            int codePoint = text.codePointBefore(from);
            bytes += utf8Length(codePoint);
            if (bytes > limit) {
                break;
            }
            from -= Character.charCount(codePoint);
        }
        return text.substring(from);
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
