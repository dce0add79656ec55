package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the pages for people lead to is there. */
class PagesTest {
    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[\\w+]: (\\S+)$", Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    @Test
    void every_link_within_the_project_leads_to_something() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                if (!link.contains("://") && !leadsSomewhere(page, link)) {
                    dead.add(page + ": " + link);
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void every_page_in_docs_can_be_come_to_from_the_readme() throws IOException {
        Set<Path> linked = links(Path.of("README.md")).stream()
                .map(link -> Path.of(link.replaceFirst("#.*", "")))
                .collect(Collectors.toSet());

        assertThat(linked)
                .containsAll(
                        pages().stream().filter(page -> page.startsWith("docs")).toList());
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String directory : List.of("docs", "dev", "deploy")) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                files.filter(PagesTest::isPage).forEach(pages::add);
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.filter(PagesTest::isPage).forEach(pages::add);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(withoutCode(page))
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .toList();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target) && (!link.contains("#") || anchors(target).contains(link.replaceFirst(".*#", "")));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) {
        try {
            return HEADING.matcher(withoutCode(page))
                    .results()
                    .map(heading -> heading.group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{Alnum} _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutCode(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }
}
