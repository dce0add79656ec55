package dev.incusoperator.instance.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.instance.Given;
import dev.incusoperator.instance.ValueRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a file counts as another one than was written. */
class FileVersionTest {
    private static final String PLAIN = "{path: /a, content: hello}";
    private static final String SECRET = "{path: /a, secretKeyRef: {name: app, key: k}}";

    /** It stands in statuses: another way to write it would have every file written anew. */
    @Test
    void it_is_the_same_in_every_version_of_the_operator() {
        assertThat(FileVersion.of(file(PLAIN))).isEqualTo("ff36f90de8811cac05200be7903f91d0");
        assertThat(fromSecret(SECRET, "uid/7")).isEqualTo("uid/7/d135101d26a59e6813a3e97e54f97cda");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{path: /b, content: hello}",
                "{path: /a, content: other}",
                "{path: /a, content: hello, mode: '0600'}",
                "{path: /a, content: hello, uid: 1}",
                "{path: /a, content: hello, gid: 1}"
            })
    void whatever_is_written_makes_another_one(String other) {
        assertThat(FileVersion.of(file(other))).isNotEqualTo(FileVersion.of(file(PLAIN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{path: /a, content: hello, mode: '644'}",
                "{path: /a, content: hello, uid: 0, gid: 0}",
                "{path: /a, content: hello, createDirectories: true}"
            })
    void how_it_is_said_does_not(String same) {
        assertThat(FileVersion.of(file(same))).isEqualTo(FileVersion.of(file(PLAIN)));
    }

    @Test
    void a_reference_counts_by_its_name_and_by_the_version_of_its_object() {
        assertThat(fromSecret(SECRET, "uid/8")).isNotEqualTo(fromSecret(SECRET, "uid/7"));
        assertThat(fromSecret("{path: /a, secretKeyRef: {name: app, key: other}}", "uid/7"))
                .isNotEqualTo(fromSecret(SECRET, "uid/7"));
        assertThat(fromSecret("{path: /a, configMapKeyRef: {name: app, key: k}}", "uid/7"))
                .isNotEqualTo(fromSecret(SECRET, "uid/7"));
    }

    @Test
    void the_version_of_the_object_can_be_read_out_of_it() {
        assertThat(FileVersion.objectVersion(fromSecret(SECRET, "uid/7"))).isEqualTo("uid/7");
        assertThat(FileVersion.objectVersion(FileVersion.of(file(PLAIN)))).isEmpty();
    }

    private static String fromSecret(String yaml, String version) {
        InstanceFile file = file(yaml);
        ValueRef source = FileVersion.source(file).orElseThrow();
        return FileVersion.of(file, source, version);
    }

    private static InstanceFile file(String yaml) {
        return Given.read(InstanceFile.class, yaml);
    }
}
