package dev.incusoperator.client.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of a page. */
public final class MarkdownBlocks {
    /** {@code kind} is what stands behind the opening fence. */
    public record Block(String kind, String text) {}

    private MarkdownBlocks() {}

    public static List<Block> of(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        StringBuilder text = null;
        String kind = "";
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                if (text == null) {
                    kind = line.substring(3).strip();
                    text = new StringBuilder();
                } else {
                    blocks.add(new Block(kind, text.toString()));
                    text = null;
                }
            } else if (text != null) {
                text.append(line).append('\n');
            }
        }
        return blocks;
    }
}
