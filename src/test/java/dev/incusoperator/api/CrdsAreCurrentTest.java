package dev.incusoperator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrdsAreCurrentTest {
    private static final Path DIRECTORY = Path.of("crds");
    private static final String STALE = "%s is not what the classes say; write it anew with: " + CrdFiles.COMMAND;
    private static final boolean WRITE = Boolean.getBoolean("crds.write");

    @Test
    void the_files_in_crds_say_what_the_classes_say() throws IOException {
        SortedMap<String, String> wanted = CrdFiles.content();
        if (WRITE) {
            write(wanted);
        }

        SortedMap<String, String> found = found();
        assertThat(found.keySet()).as(STALE, DIRECTORY).isEqualTo(wanted.keySet());
        found.forEach((file, content) -> assertCurrent(DIRECTORY.resolve(file), content, wanted.get(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "docs/incusinstance.md, incusinstances",
        "docs/incushost.md, incushosts",
        "docs/clusterincushost.md, clusterincushosts"
    })
    void the_page_of_a_kind_lists_its_fields_as_the_classes_say(Path page, String kind) throws IOException {
        String wanted =
                FieldTable.put(Files.readString(page), CrdFiles.definitions().get(kind));
        if (WRITE) {
            Files.writeString(page, wanted);
        }

        assertCurrent(page, Files.readString(page), wanted);
    }

    /** Shows the first line that differs, not two whole files. */
    private static void assertCurrent(Path file, String found, String wanted) {
        List<String> foundLines = found.lines().toList();
        List<String> wantedLines = wanted.lines().toList();
        int line = 0;
        while (line < Math.min(foundLines.size(), wantedLines.size())
                && foundLines.get(line).equals(wantedLines.get(line))) {
            line++;
        }
        assertThat(foundLines.stream().skip(line).findFirst())
                .as(STALE + ": line %d", file, line + 1)
                .isEqualTo(wantedLines.stream().skip(line).findFirst());
    }

    @Test
    void every_field_has_a_description() {
        List<String> without = new ArrayList<>();
        CrdFiles.definitions()
                .forEach((name, definition) -> collectUndescribed(
                        name,
                        definition.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema(),
                        without));

        assertThat(without).isEmpty();
    }

    private static void collectUndescribed(String path, JSONSchemaProps schema, List<String> without) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> {
                if (field.getDescription() == null || field.getDescription().isBlank()) {
                    without.add(path + "." + name);
                }
                collectUndescribed(path + "." + name, field, without);
            });
        }
        if (schema.getItems() != null) {
            collectUndescribed(path + "[]", schema.getItems().getSchema(), without);
        }
        if (schema.getAdditionalProperties() != null) {
            collectUndescribed(path + "{}", schema.getAdditionalProperties().getSchema(), without);
        }
    }

    private static SortedMap<String, String> found() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return found;
    }

    private static void write(Map<String, String> wanted) throws IOException {
        Files.createDirectories(DIRECTORY);
        for (Map.Entry<String, String> file : wanted.entrySet()) {
            Files.writeString(DIRECTORY.resolve(file.getKey()), file.getValue());
        }
    }
}
