package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecHashTest {
    private static final String SECRET = "{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}";

    private final ExecHash hash = new ExecHash();

    @Test
    void entries_that_do_not_do_the_same_are_told_apart() {
        List<ExecEntry> entries = List.of(
                entry("a", "command: [x]"),
                entry("b", "command: [x]"),
                entry("a", "command: [y]"),
                entry("a", "command: [x, y]"),
                entry("a", "command: [x y]"),
                entry("a", "command: [xy]"),
                entry("a", "command: [x, env]"),
                entry("a", "command: [x]", "env: [{name: A, value: '1'}]"),
                entry("a", "command: [x, env, A=1]"),
                entry("a", "command: [x]", "env: [{name: A, value: '2'}]"),
                entry("a", "command: [x]", "env: [{name: A, value: ''}]"),
                entry("a", "command: [x]", "env: [{name: B, value: '1'}]"),
                entry("a", "command: [x]", "env: [{name: A, value: '1'}, {name: B, value: '1'}]"),
                entry("a", "command: [x]", "env: [" + SECRET + "]"),
                entry("a", "command: [x]", "env: [" + SECRET.replace("name: s", "name: t") + "]"),
                entry("a", "command: [x]", "env: [" + SECRET.replace("key: k", "key: l") + "]"),
                entry("a", "command: [x]", "env: [" + SECRET.replace("secret", "configMap") + "]"),
                entry("a", "command: [x]", "user: 0"),
                entry("a", "command: [x]", "user: 7"),
                entry("a", "command: [x]", "group: 7"),
                entry("a", "command: [x]", "workingDir: /srv"),
                entry("a", "command: [x]", "trigger: Once"),
                entry("a", "command: [x]", "trigger: OnStart"));

        assertThat(entries.stream().map(entry -> hash.of(entry, "uuid", "started")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: 9m",
                "onFailure: Retry",
                "onFailure: Continue",
                "backoffLimit: 9",
                "onUnknown: Rerun",
                "outputLimit: 9",
                "trigger: OnChange"
            })
    void how_it_is_waited_for_and_what_a_failure_means_do_not_make_another_command(String line) {
        assertThat(hash.of(entry("a", line), "uuid", "started")).isEqualTo(hash.of(entry("a"), "uuid", "started"));
    }

    @ParameterizedTest(name = "{0}: {1} matters: {2}")
    @CsvSource({
        "Once, instance, true",
        "OnChange, instance, true",
        "OnStart, instance, true",
        "Once, start, false",
        "OnChange, start, false",
        "OnStart, start, true",
        "Once, command, false",
        "OnChange, command, true",
        "OnStart, command, true",
    })
    void what_matters_to_which_trigger(String trigger, String what, boolean matters) {
        String before = hash.of(entry("a", "trigger: " + trigger), "uuid", "started");
        String after = hash.of(
                entry("a", "trigger: " + trigger, what.equals("command") ? "command: [other]" : "command: [a]"),
                what.equals("instance") ? "other" : "uuid",
                what.equals("start") ? "later" : "started");

        assertThat(!after.equals(before)).isEqualTo(matters);
    }

    /** Another hash would have every command of every instance run again when the operator is updated. */
    @Test
    void the_hash_is_the_same_in_every_version() {
        Stream<ExecEntry> entries = Stream.of(
                entry("a", "command: [sh, -c, 'echo é']", "env: [{name: A, value: '1'}, " + SECRET + "]", "user: 7"),
                entry("a", "trigger: Once"),
                entry("a", "trigger: OnStart", "workingDir: /srv"));

        assertThat(entries.map(entry -> hash.of(entry, "uuid", "started")))
                .containsExactly("048ef6d83ef20ef8", "271f89828dd78a18", "a72f6e3c215c5134");
    }

    @Test
    void a_hash_is_short_and_says_nothing_of_what_it_stands_for() {
        assertThat(hash.of(entry("a", "env: [{name: PASSWORD, value: hunter2}]"), "uuid", "started"))
                .matches("[0-9a-f]{16}");
    }
}
