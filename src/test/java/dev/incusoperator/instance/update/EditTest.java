package dev.incusoperator.instance.update;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.Given;
import dev.incusoperator.instance.update.Edit.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EditTest {
    private static final String STARTED = "2026-03-01T11:00:00Z";

    @Test
    void what_is_declared_is_written_and_what_is_not_ours_is_left() {
        Declared declared = declared("config: {user.a: new, user.gone: ''}", "devices: {eth0: {type: none}}");
        Instance instance = instance("""
                {description: theirs, profiles: [default, web],
                 config: {user.a: old, user.gone: x, user.theirs: y, volatile.uuid: u},
                 devices: {eth0: {type: nic, network: br0}, root: {type: disk}}}""");

        JsonNode edited = edit(instance, declared, Purpose.MEND_ALL);

        assertThat(edited.get("description").asText()).isEqualTo("theirs");
        assertThat(edited.get("profiles")).isEqualTo(Given.tree("[default, web]"));
        assertThat(withoutNotes(edited)).isEqualTo(Given.tree("{user.a: new, user.theirs: y, volatile.uuid: u}"));
        assertThat(edited.get("devices")).isEqualTo(Given.tree("{eth0: {type: none}, root: {type: disk}}"));
    }

    @Test
    void what_was_written_and_is_no_longer_declared_is_removed() {
        Applied before = Applied.first(
                declared("config: {user.a: x, user.b: y}", "devices: {eth0: {type: none}}", "description: ours"));
        Instance instance = instance("{description: ours, config: {user.a: x, user.b: changed, user.c: z,"
                + " user.incusoperator.applied: '" + before.json() + "'}, devices: {eth0: {type: none}}}");

        JsonNode edited = edit(instance, declared("config: {user.a: x}"), Purpose.MEND_ALL);

        assertThat(withoutNotes(edited)).isEqualTo(Given.tree("{user.a: x, user.c: z}"));
        assertThat(edited.get("devices")).isEmpty();
        assertThat(edited.get("description").asText()).isEmpty();
    }

    @Test
    void what_somebody_changed_on_the_host_is_left_where_only_changes_of_the_resource_are_written() {
        Applied before = Applied.first(declared("config: {user.a: x, user.b: y}"));
        Instance instance =
                instance("{config: {user.a: changed, user.b: y, user.incusoperator.applied: '" + before.json() + "'}}");

        JsonNode edited = edit(instance, declared("config: {user.a: x, user.b: z}"), Purpose.MEND_CHANGES);

        assertThat(edited.at("/config/user.a").asText()).isEqualTo("changed");
        assertThat(edited.at("/config/user.b").asText()).isEqualTo("z");
        assertThat(Differences.between(declared("config: {user.a: x, user.b: z}"), shown(instance, edited)))
                .extracting(Difference::path, Difference::cause)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("config.user.a", Difference.Cause.HOST));
    }

    @Test
    void an_instance_that_was_written_to_is_as_declared() {
        Declared declared = declared(
                "description: d",
                "profiles: []",
                "config: {user.a: x, security.nesting: 'true'}",
                "devices: {eth0: {type: none, name: ''}}",
                "cloudInit: {userDataSecretRef: {name: s, key: k}}");
        Instance instance = instance("{profiles: [default], config: {security.nesting: yes}}");

        Instance after = shown(instance, edit(instance, declared, Purpose.MEND_ALL));

        assertThat(Differences.between(declared, after)).isEmpty();
        assertThat(Applied.of(after).isWrittenFor(declared)).isTrue();
        assertThat(after.config()).containsEntry("cloud-init.user-data", "value of s/k");
    }

    @Test
    void a_secrets_value_is_named_and_never_shown_nor_noted() {
        Declared declared = declared("cloudInit: {userDataSecretRef: {name: s, key: k}}");
        Instance instance = instance("{config: {cloud-init.user-data: older}}");
        Instance known = shown(instance, Edit.adopt(instance, Map.of(), declared("cloudInit: {userData: older}")));

        assertThat(Differences.between(declared, known))
                .extracting(Difference::declared, Difference::actual)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("(key k of Secret s)", "(user data)"));
        assertThat(edit(known, declared, Purpose.MEND_ALL)
                        .at("/config/" + Applied.KEY)
                        .asText())
                .doesNotContain("value of s/k");
    }

    @Test
    void a_change_that_waits_for_a_start_is_noted_until_the_instance_is_started_anew() {
        Declared before = declared("config: {raw.lxc: a}");
        Declared now = declared("config: {raw.lxc: b, user.x: y}");
        Instance instance = instance("{config: {raw.lxc: a, user.incusoperator.applied: '"
                + Applied.first(before).json() + "'}}");

        Instance after = shown(instance, edit(instance, now, Purpose.MEND_ALL));

        assertThat(Applied.of(after).restart())
                .isEqualTo(new Applied.Restart(STARTED, List.of("config.raw.lxc"), false));
        assertThat(Applied.of(after).restart().awaited(after)).isTrue();
        Instance later = shown(after, edit(after, declared("config: {raw.lxc: b}"), Purpose.MEND_ALL));
        assertThat(Applied.of(later).restart())
                .as("another change does not forget it")
                .isEqualTo(new Applied.Restart(STARTED, List.of("config.raw.lxc"), false));
    }

    @Test
    void what_is_put_back_before_the_instance_has_felt_it_needs_no_restart() {
        Declared declared = declared("config: {raw.lxc: a}");
        Instance made = instance("{config: {raw.lxc: other}}");
        Instance written = shown(made, edit(made, declared, Purpose.MEND_ALL));
        Instance restarted = at("2026-03-01T13:00:00Z", written);
        Instance settled = shown(restarted, edit(restarted, declared, Purpose.MEND_ALL));
        Instance drifted = Given.with(settled, Map.of("raw.lxc", "drift"));
        Instance driftedAndStarted = at("2026-03-01T14:00:00Z", drifted);

        assertThat(Applied.of(settled).restart()).isNull();
        assertThat(Applied.of(shown(drifted, edit(drifted, declared, Purpose.MEND_ALL)))
                        .restart())
                .isNull();
        assertThat(Applied.of(shown(driftedAndStarted, edit(driftedAndStarted, declared, Purpose.MEND_ALL)))
                        .restart())
                .isNotNull();
    }

    @Test
    void a_stopped_instance_takes_all_up_when_it_starts() {
        Declared declared = declared("config: {raw.lxc: a}");
        Instance stopped = instance("{status_code: 102}");

        assertThat(Applied.of(shown(stopped, edit(stopped, declared, Purpose.MEND_ALL)))
                        .restart())
                .isNull();
    }

    @Test
    void the_annotation_asks_for_a_restart_when_it_is_another_one() {
        Declared first = Declared.of(Given.spec(), "first");
        Instance made = instance(
                "{config: {user.incusoperator.applied: '" + Applied.first(first).json() + "'}}");

        Instance again = shown(made, edit(made, Declared.of(Given.spec(), "second"), Purpose.MEND_ALL));
        Instance withdrawn = shown(made, edit(made, Declared.of(Given.spec(), ""), Purpose.MEND_ALL));

        assertThat(Applied.of(again).restart()).isEqualTo(new Applied.Restart(STARTED, List.of(), true));
        assertThat(Applied.of(withdrawn).restart()).isNull();
    }

    @Test
    void taking_over_and_letting_go_change_the_marks_alone() {
        Instance instance =
                instance("{description: d, profiles: [web], config: {user.a: x}, devices: {e: {type: none}}}");

        JsonNode adopted = Edit.adopt(instance, Map.of("user.incusoperator.owner", "me"), declared());
        JsonNode released = Edit.release(shown(instance, adopted));

        assertThat(withoutNotes(adopted)).isEqualTo(Given.tree("{user.a: x, user.incusoperator.owner: me}"));
        assertThat(released.get("config")).isEqualTo(Given.tree("{user.a: x}"));
        assertThat(released.get("devices")).isEqualTo(Given.tree("{e: {type: none}}"));
        assertThat(released.get("profiles")).isEqualTo(Given.tree("[web]"));
        assertThat(released.get("description").asText()).isEqualTo("d");
    }

    @Test
    void a_rebuild_is_counted_once_however_often_its_source_changes_before_it_is_done() {
        Instance made = instance("{config: {volatile.uuid: u, user.incusoperator.applied: '"
                + Applied.first(declared("image: {alias: one}")).json() + "'}}");
        Instance begun = shown(made, edit(made, declared("image: {alias: two}"), Purpose.BEGIN_REBUILD));
        Instance changed = shown(begun, edit(begun, declared("image: {alias: three}"), Purpose.BEGIN_REBUILD));
        Instance done = shown(changed, edit(changed, declared("image: {alias: three}"), Purpose.END_REBUILD));

        assertThat(Applied.of(begun).rebuild()).isEqualTo("image alias=two");
        assertThat(Applied.of(begun).source()).as("it is not yet").isEqualTo("image alias=one");
        assertThat(Applied.lifeOf(begun)).isEqualTo("u");
        assertThat(Applied.of(done).rebuild()).isNull();
        assertThat(Applied.of(done).source()).isEqualTo("image alias=three");
        assertThat(Applied.lifeOf(made)).isEqualTo("u");
        assertThat(Applied.lifeOf(done)).isEqualTo("u#1");
    }

    @Test
    void a_rebuild_that_is_not_to_be_after_all_leaves_no_trace() {
        Instance made = instance("{config: {volatile.uuid: u, user.incusoperator.applied: '"
                + Applied.first(declared("image: {alias: one}")).json() + "'}}");
        Instance begun = shown(made, edit(made, declared("image: {alias: two}"), Purpose.BEGIN_REBUILD));

        assertThat(shown(begun, edit(begun, declared("image: {alias: one}"), Purpose.CANCEL_REBUILD))
                        .config())
                .isEqualTo(made.config());
    }

    @Test
    void user_data_that_may_be_out_of_a_secret_is_never_shown() {
        Declared secret = declared("cloudInit: {userDataSecretRef: {name: s, key: k}}");
        Instance made = instance("{}");
        Instance written = shown(made, edit(made, secret, Purpose.MEND_ALL));

        assertThat(written.config()).containsEntry("cloud-init.user-data", "value of s/k");
        assertThat(Differences.between(declared(), written).toString()).doesNotContain("value of s/k");
        assertThat(Differences.between(declared("cloudInit: {userData: open}"), written)
                        .toString())
                .doesNotContain("value of s/k");
    }

    @Test
    void ephemeral_is_changed_where_the_resource_says_so() {
        Instance instance = instance("{ephemeral: true}");

        assertThat(Differences.between(declared(), instance)).isEmpty();
        assertThat(edit(instance, declared(), Purpose.MEND_ALL).get("ephemeral").asBoolean())
                .isTrue();
        assertThat(edit(instance, declared("ephemeral: false"), Purpose.MEND_ALL)
                        .get("ephemeral")
                        .asBoolean())
                .isFalse();
    }

    private static Declared declared(String... lines) {
        return Declared.of(Given.spec(lines), "");
    }

    private static JsonNode edit(Instance instance, Declared declared, Purpose purpose) {
        return Edit.of(
                instance,
                declared,
                purpose,
                secret -> "value of " + secret.name() + "/" + secret.key(),
                Optional::empty);
    }

    /** A running one, last started an hour ago, unless it says otherwise. */
    private static Instance instance(String yaml) {
        ObjectNode json = (ObjectNode) Given.tree("{name: web, status_code: 103, last_used_at: '" + STARTED + "'}");
        json.setAll((ObjectNode) Given.tree(yaml));
        return Instance.from(json, "default");
    }

    private static Instance shown(Instance before, JsonNode edited) {
        ObjectNode json = ((ObjectNode) edited).deepCopy();
        json.put("name", before.name())
                .put("status_code", before.statusCode())
                .put("last_used_at", before.lastUsedAt());
        return Instance.from(json, "default");
    }

    /** Its config, without what was noted as written. */
    private static JsonNode withoutNotes(JsonNode definition) {
        ObjectNode config = definition.get("config").deepCopy();
        config.remove(Applied.KEY);
        return config;
    }

    private static Instance at(String lastUsedAt, Instance instance) {
        ObjectNode json = (ObjectNode) Edit.release(instance).deepCopy();
        instance.config().forEach(json.withObject("/config")::put);
        json.put("name", instance.name())
                .put("status_code", instance.statusCode())
                .put("last_used_at", lastUsedAt);
        return Instance.from(json, "default");
    }
}
