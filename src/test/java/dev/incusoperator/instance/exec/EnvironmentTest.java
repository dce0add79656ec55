package dev.incusoperator.instance.exec;

import static dev.incusoperator.instance.Given.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.instance.MissingValueException;
import dev.incusoperator.instance.StoredValue;
import dev.incusoperator.instance.ValueRef.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final String SECRET = "{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}";
    private static final String MAP = "{name: MODE, valueFrom: {configMapKeyRef: {name: app, key: mode}}}";
    private static final String GONE = "{name: TOKEN, valueFrom: {secretKeyRef: {name: gone, key: token}}}";

    private final Environment environment = new Environment((namespace, ref) -> {
        if (ref.name().equals("gone")) {
            throw new MissingValueException("Secret " + namespace + "/gone does not exist");
        }
        String value = (ref.kind() == Kind.SECRET ? "secret of " : "value of ") + namespace + "/" + ref.name() + "/"
                + ref.key();
        return new StoredValue(value.getBytes(StandardCharsets.UTF_8), "1");
    });

    @Test
    void variables_have_the_values_that_they_name_in_the_order_in_which_they_are_listed() {
        var variables = environment.of(
                "team-a", entry("a", "env: [" + SECRET + ", {name: PLAIN, value: x}, {name: EMPTY}, " + MAP + "]"));

        assertThat(variables.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()))
                .containsExactly(
                        "PASSWORD=secret of team-a/db/password", "PLAIN=x", "EMPTY=", "MODE=value of team-a/app/mode");
        assertThat(environment.of("team-a", entry("a"))).isEmpty();
    }

    @Test
    void a_reference_that_leads_nowhere_is_an_error_that_names_it() {
        assertThatThrownBy(() -> environment.of("team-a", entry("a", "env: [" + GONE + "]")))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("team-a/gone");
        assertThatThrownBy(() -> environment.of("team-a", entry("a", "env: [{name: X, valueFrom: {}}]")))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("variable X")
                .hasMessageContaining("secretKeyRef");
    }

    @Test
    void secret_are_the_values_from_secrets_of_all_commands_that_can_still_be_read() {
        assertThat(environment
                        .secrets(
                                "team-a",
                                List.of(
                                        entry("a", "env: [" + GONE + ", " + SECRET + "]"),
                                        entry("b", "env: [" + MAP + "]")),
                                List.of(new SecretKeyRef("app", "tls.key"), new SecretKeyRef("gone", "x")))
                        .values())
                .containsExactlyInAnyOrder("secret of team-a/db/password", "secret of team-a/app/tls.key");
    }

    @Test
    void secret_are_those_that_a_command_was_given_whatever_its_secret_holds_by_now() {
        var entry = entry("a", "env: [" + SECRET + ", {name: PLAIN, value: x}, " + MAP + "]");

        assertThat(Environment.secrets(entry, Map.of("PASSWORD", "old", "PLAIN", "x", "MODE", "m"))
                        .values())
                .containsExactly("old");
    }

    @Test
    void what_was_given_is_remembered_by_resource_until_its_next_command_or_until_it_is_forgotten() {
        GivenSecrets given = new GivenSecrets();
        given.remember("web", KnownSecrets.of(Set.of("old")));
        given.remember("db", KnownSecrets.of(Set.of("other")));

        assertThat(given.of("web").values()).containsExactly("old");
        given.remember("web", KnownSecrets.NONE);
        assertThat(given.of("web")).isEqualTo(KnownSecrets.NONE);
        given.forget("db");
        assertThat(given.of("db")).isEqualTo(KnownSecrets.NONE);
    }

    @Test
    void what_was_given_is_bounded_in_number_and_in_size() {
        GivenSecrets given = new GivenSecrets();
        given.remember("first", KnownSecrets.of(Set.of("x")));
        for (int i = 0; i < 70_000; i++) {
            given.remember("resource " + i, KnownSecrets.of(Set.of("y")));
        }
        assertThat(given.of("first")).isEqualTo(KnownSecrets.NONE);

        given.remember("second", KnownSecrets.of(Set.of("x")));
        for (int i = 0; i < 300; i++) {
            given.remember("large " + i, KnownSecrets.of(Set.of("z".repeat(64 * 1024))));
        }
        assertThat(given.of("second")).as("what it printed is withheld").isEqualTo(KnownSecrets.DROPPED);
        assertThat(given.of("large 299").values()).hasSize(1);
    }

    @Test
    void values_that_are_too_many_to_be_looked_for_are_counted_together() {
        Environment large = new Environment((namespace, ref) ->
                new StoredValue((ref.name() + "x".repeat(40_000)).getBytes(StandardCharsets.UTF_8), "1"));
        SecretKeyRef one = new SecretKeyRef("one", "x");
        SecretKeyRef other = new SecretKeyRef("other", "x");

        KnownSecrets both = large.secrets("team-a", List.of(), List.of(one, other));
        assertThat(both.tooMuch()).isTrue();
        assertThat(both.values()).isEmpty();
        KnownSecrets twice = large.secrets("team-a", List.of(), List.of(one, one));
        assertThat(twice.tooMuch()).isFalse();
        assertThat(twice.values()).hasSize(1);
        assertThat(twice.and(large.secrets("team-a", List.of(), List.of(other))).tooMuch())
                .isTrue();
        assertThat(twice).asString().doesNotContain("xxx");
    }
}
