package dev.incusoperator.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the support matrix of a run goes: beside the counts of the build, and into the page for people where that is asked for. */
final class SupportPage {
    static final Path PAGE = Path.of("docs", "support.md");
    private static final String BEGIN = "<!-- support matrix: written by a test run, do not edit -->\n\n";
    private static final String END = "\n<!-- end of the support matrix -->";

    private SupportPage() {}

    /** {@link #PAGE} where this build is to write it: {@code -Dsupport.write=true}. */
    static Optional<Path> ofThisBuild() {
        return Boolean.getBoolean("support.write") ? Optional.of(PAGE) : Optional.empty();
    }

    /**
     * Writes {@code support.md} beside the build's counts.
     *
     * @param counts the file of the build's counts; without a build nothing is written
     * @param page is written too, where there is one
     */
    static void write(SupportMatrix matrix, Optional<Path> counts, Optional<Path> page) {
        if (counts.isEmpty() || matrix.isEmpty()) {
            return;
        }
        try {
            Files.writeString(counts.get().resolveSibling("support.md"), matrix.table());
            if (page.isPresent()) {
                Files.writeString(page.get(), within(Files.readString(page.get()), matrix.table()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page with another table. */
    static String within(String page, String table) {
        return page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END));
    }

    /** The table that stands in a page. */
    static String tableOf(String page) {
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    }
}
