package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.WEB;
import static dev.incusoperator.instance.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.host.HostKey;
import dev.incusoperator.instance.Situation.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
    private static final String HARMLESS = "access: [{name: team-a, namespaces: {names: [team-a]}}]";
    private static final Map<String, String> PRIVILEGED = Map.of("security.privileged", "true");
    private static final Map<String, Map<String, String>> HOST_ROOT =
            Map.of("data", Map.of("type", "disk", "source", "/etc", "path", "/data"));
    private static final InstanceRef ORIGINAL = new InstanceRef("default", "original");

    private final AccessCheck check = new AccessCheck(namespace -> Optional.of(Map.of("team", namespace)));

    @Test
    void a_namespace_is_judged_by_the_rules_of_the_host() {
        assertThat(gate(host(HARMLESS))).isInstanceOf(Gate.Open.class);
        assertThat(denial(gate(host("access: [{name: b, namespaces: {names: [team-b]}}]"))))
                .contains("host local does not allow this", "namespace team-a");
        assertThat(gate(host("{}"))).isInstanceOf(Gate.Denied.class);
    }

    @Test
    void a_rule_selects_namespaces_by_their_labels() {
        assertThat(gate(host("access: [{name: a, namespaces: {selector: {matchLabels: {team: team-a}}}}]")))
                .isInstanceOf(Gate.Open.class);
        assertThat(gate(host("access: [{name: a, namespaces: {selector: {matchLabels: {team: team-b}}}}]")))
                .isInstanceOf(Gate.Denied.class);
    }

    /** Taken for one without labels it would have what a rule gives to those that lack one. */
    @Test
    void a_namespace_that_is_not_known_yet_is_not_judged() {
        FakeHost host = host("access: [{name: a, namespaces: {selector: {matchExpressions:"
                + " [{key: tier, operator: NotIn, values: [untrusted]}]}}}]");
        AccessCheck knowsNone = new AccessCheck(namespace -> Optional.empty());

        assertThat(knowsNone.gate(host, spec(), WEB, host.look(WEB), MARK)).isInstanceOf(Gate.Unjudged.class);
        assertThat(gate(host)).isInstanceOf(Gate.Open.class);
    }

    @Test
    void a_namespaces_own_host_has_no_rules() {
        FakeHost own = new FakeHost(new HostKey(HostKind.INCUS_HOST, "team-a", "own"), "{}");

        assertThat(gate(own, "config: {security.privileged: 'true'}")).isInstanceOf(Gate.Open.class);
    }

    @Test
    void nothing_is_judged_before_the_profiles_are_known() {
        assertThat(gate(new FakeHost(HARMLESS))).isInstanceOf(Gate.Unjudged.class);
    }

    @Test
    void to_whom_a_project_is_closed_learns_nothing_of_what_is_in_it() {
        FakeHost host = new FakeHost(HARMLESS);

        assertThat(denial(gate(host, "project: other"))).contains("may not use project other");
        assertThat(denial(gate(host, "project: other", "copyFrom: {instance: original}")))
                .contains("may not use project other");
        assertThat(denial(gate(host, "project: other", "profiles: [nowhere]"))).contains("may not use project other");
    }

    @Test
    void what_the_resource_asks_for_is_judged() {
        assertThat(denial(gate(host(HARMLESS), "config: {security.privileged: 'true'}")))
                .contains("security.privileged");
        assertThat(denial(gate(host(HARMLESS), "devices: {data: {type: disk, source: /etc, path: /data}}")))
                .contains("/etc");
        assertThat(denial(gate(host(HARMLESS), "project: other"))).contains("other");
        assertThat(gate(host(limited("remotes: []")), "image: {alias: x, remote: images}"))
                .isInstanceOf(Gate.Denied.class);
        assertThat(gate(host(limited("remotes: []")), "image: {alias: x}")).isInstanceOf(Gate.Open.class);
        assertThat(gate(host(limited("targets: [a]")), "target: b")).isInstanceOf(Gate.Denied.class);
        assertThat(gate(host(limited("targets: [a]")), "target: a")).isInstanceOf(Gate.Open.class);
    }

    @Test
    void cloud_init_is_harmless() {
        assertThat(gate(host(HARMLESS), "cloudInit: {userData: '#cloud-config'}"))
                .isInstanceOf(Gate.Open.class);
    }

    @Test
    void what_a_profile_brings_is_judged_as_if_the_resource_had_asked_for_it() {
        FakeHost host = host(HARMLESS)
                .profile("privileged", PRIVILEGED, Map.of())
                .profile("rooted", Map.of(), HOST_ROOT)
                .profile("unprivileged", Map.of("security.privileged", "false"), Map.of());

        assertThat(gate(host, "profiles: [default]")).isInstanceOf(Gate.Open.class);
        assertThat(gate(host, "profiles: [default, privileged]")).isInstanceOf(Gate.Denied.class);
        assertThat(gate(host, "profiles: [rooted]")).isInstanceOf(Gate.Denied.class);
        assertThat(gate(host, "profiles: [privileged, unprivileged]"))
                .as("the later one wins")
                .isInstanceOf(Gate.Open.class);
        assertThat(gate(host, "profiles: [unprivileged, privileged]")).isInstanceOf(Gate.Denied.class);
        assertThat(gate(host, "profiles: [privileged]", "config: {security.privileged: 'false'}"))
                .as("the resource's own wins")
                .isInstanceOf(Gate.Open.class);
        assertThat(gate(host, "profiles: [rooted]", "devices: {data: {type: none}}"))
                .as("a device takes the place of the profile's as a whole")
                .isInstanceOf(Gate.Open.class);
        assertThat(gate(host, "profiles: [nowhere]"))
                .as("of one that is not known nothing can be said")
                .isInstanceOfSatisfying(
                        Gate.ProfileMissing.class,
                        missing -> assertThat(missing.message()).contains("no profile nowhere in project default"));
    }

    @Test
    void an_empty_value_takes_nothing_away_for_the_server_drops_it() {
        FakeHost host = host(HARMLESS).profile("privileged", PRIVILEGED, Map.of());

        assertThat(gate(host, "profiles: [privileged]", "config: {security.privileged: ''}"))
                .isInstanceOf(Gate.Denied.class);
    }

    @Test
    void what_is_taken_over_is_judged_as_it_is_and_as_it_is_to_become() {
        FakeHost harmless = host(limited("adopt: true")).has(Given.shown("config: {volatile.uuid: u}"));
        FakeHost privileged = host(limited("adopt: true"))
                .has(Given.shown(
                        "config: {security.privileged: 'true'}, expanded_config: {security.privileged: 'true'}"));

        assertThat(gate(harmless, "adopt: IfUnowned")).isInstanceOf(Gate.Open.class);
        assertThat(gate(harmless, "adopt: IfUnowned", "config: {security.privileged: 'true'}"))
                .isInstanceOf(Gate.Denied.class);
        assertThat(gate(privileged, "adopt: IfUnowned", "drift: Report", "config: {security.privileged: 'false'}"))
                .as("it stays what it is")
                .isInstanceOf(Gate.Denied.class);
        assertThat(gate(host(HARMLESS).has(Given.shown("config: {volatile.uuid: u}")), "adopt: IfUnowned"))
                .isInstanceOf(Gate.Denied.class);
    }

    @Test
    void who_names_no_profiles_has_the_default_one_and_who_names_an_empty_list_none() {
        FakeHost host = new FakeHost(HARMLESS).profile("default", PRIVILEGED, Map.of());

        assertThat(gate(host)).isInstanceOf(Gate.Denied.class);
        assertThat(gate(host, "profiles: []")).isInstanceOf(Gate.Open.class);
    }

    @Test
    void an_original_has_to_be_there_and_of_the_same_namespace() {
        FakeHost host = host(HARMLESS);

        assertThat(((Gate.SourceMissing) copied(host)).message())
                .contains("no instance original in project default on host local", "spec.copyFrom");
        assertThat(copied(host.sees(ORIGINAL, new Sighting.Unknown("away")))).isInstanceOf(Gate.Unjudged.class);
        assertThat(copied(host.sees(ORIGINAL, new Sighting.Pending("being read"))))
                .isInstanceOf(Gate.Unjudged.class);
        assertThat(denial(copied(host.has(original(Map.of(), List.of("default"))))))
                .contains("copying an instance that bears no mark", "adopt: true");
        Map<String, String> foreign = new Mark("cluster-1", "team-b", "original").config(ORIGINAL);
        assertThat(denial(copied(host.has(original(foreign, List.of("default"))))))
                .contains("copying an instance of another namespace");
        Map<String, String> elsewhere = new Mark("cluster-2", "team-a", "original").config(ORIGINAL);
        assertThat(denial(copied(host.has(original(elsewhere, List.of("default"))))))
                .contains("copying an instance of another namespace");
        assertThat(copied(host.has(original(ofSameNamespace(Map.of()), List.of("default")))))
                .isInstanceOf(Gate.Open.class);
    }

    @Test
    void whose_instance_may_be_copied_is_for_the_rules_alone_to_say() {
        Map<String, String> foreign = new Mark("cluster-1", "team-b", "original").config(ORIGINAL);
        FakeHost adopts = host(limited("adopt: true"));
        FakeHost all = host(limited("everything: true"));

        assertThat(copied(adopts.has(original(Map.of(), List.of("default"))))).isInstanceOf(Gate.Open.class);
        assertThat(copied(adopts.has(original(foreign, List.of("default"))))).isInstanceOf(Gate.Denied.class);
        assertThat(copied(all.has(original(foreign, List.of("default"))))).isInstanceOf(Gate.Open.class);
    }

    @Test
    void a_copy_of_a_snapshot_is_judged_by_what_the_snapshot_has() {
        Instance harmless = original(ofSameNamespace(Map.of()), List.of("default"));
        Instance privileged = original(ofSameNamespace(PRIVILEGED), List.of("default"));

        assertThat(ofSnapshot(host(HARMLESS).has(harmless).snapshot(ORIGINAL, "s1", privileged)))
                .isInstanceOf(Gate.Denied.class);
        assertThat(ofSnapshot(host(HARMLESS).has(privileged).snapshot(ORIGINAL, "s1", harmless)))
                .isInstanceOf(Gate.Open.class);
        assertThat(((Gate.SourceMissing) ofSnapshot(host(HARMLESS).has(harmless))).message())
                .contains("no snapshot s1 of instance original");
    }

    @Test
    void on_a_namespaces_own_host_too_an_original_has_to_be_there() {
        FakeHost own = new FakeHost(new HostKey(HostKind.INCUS_HOST, "team-a", "own"), "{}");

        assertThat(copied(own)).isInstanceOf(Gate.SourceMissing.class);
        assertThat(copied(own.has(original(PRIVILEGED, List.of("default"))))).isInstanceOf(Gate.Open.class);
    }

    private Gate ofSnapshot(FakeHost host) {
        return gate(host, "copyFrom: {instance: original, snapshot: s1}");
    }

    @Test
    void what_a_copy_takes_along_is_judged() {
        FakeHost host = host(HARMLESS).profile("privileged", PRIVILEGED, Map.of());

        assertThat(copied(host.has(original(ofSameNamespace(PRIVILEGED), List.of("default")))))
                .isInstanceOf(Gate.Denied.class);
        assertThat(copied(host.has(original(ofSameNamespace(Map.of()), List.of("privileged")))))
                .as("its profiles, where the copy names none")
                .isInstanceOf(Gate.Denied.class);
        assertThat(copied(host, "profiles: [default]"))
                .as("but not where it names its own")
                .isInstanceOf(Gate.Open.class);
        assertThat(copied(host.has(
                        original(ofSameNamespace(Map.of("volatile.x", "y", "image.os", "z")), List.of("default")))))
                .as("what is the server's own is not")
                .isInstanceOf(Gate.Open.class);
    }

    @Test
    void what_a_copy_takes_along_wins_over_its_profiles_and_what_it_asks_for_over_both() {
        FakeHost host = new FakeHost(HARMLESS)
                .profile("default", Map.of("security.privileged", "false"), Map.of())
                .has(original(ofSameNamespace(PRIVILEGED), List.of("default")));

        assertThat(copied(host)).isInstanceOf(Gate.Denied.class);
        assertThat(copied(host, "config: {security.privileged: 'false'}")).isInstanceOf(Gate.Open.class);
    }

    @Test
    void a_copy_that_is_made_does_not_need_its_original() {
        FakeHost host = host(HARMLESS);

        assertThat(copied(host.has(Given.ours(103)))).isInstanceOf(Gate.Open.class);
        Map<String, String> privileged = new HashMap<>(MARK.config(WEB));
        privileged.putAll(PRIVILEGED);
        assertThat(copied(host.has(Given.instance(103, privileged))))
                .as("what it took along is judged as long as it has it")
                .isInstanceOf(Gate.Denied.class);
    }

    private Gate copied(FakeHost host, String... lines) {
        return gate(host, lines.length == 0 ? "" : lines[0], "copyFrom: {instance: original}");
    }

    private Gate gate(FakeHost host, String... lines) {
        String asked = String.join("\n", lines);
        InstanceRef instance = asked.contains("project: other") ? new InstanceRef("other", "web") : WEB;
        return check.gate(host, spec(lines), instance, host.look(instance), MARK);
    }

    private static String denial(Gate gate) {
        assertThat(gate).isInstanceOf(Gate.Denied.class);
        return ((Gate.Denied) gate).message();
    }

    private static FakeHost host(String spec) {
        return new FakeHost(spec).profile("default", Map.of(), Map.of());
    }

    private static String limited(String allow) {
        return HARMLESS.replace("}}]", "}, allow: {" + allow + "}}]");
    }

    private static Map<String, String> ofSameNamespace(Map<String, String> config) {
        Map<String, String> all = new HashMap<>(new Mark("cluster-1", "team-a", "original").config(ORIGINAL));
        all.putAll(config);
        return all;
    }

    private static Instance original(Map<String, String> config, List<String> profiles) {
        return new Instance(
                ORIGINAL.project(),
                ORIGINAL.name(),
                "Stopped",
                102,
                "container",
                "x86_64",
                "",
                false,
                "none",
                "",
                "",
                profiles,
                config,
                Map.of(),
                config,
                Map.of(),
                null);
    }
}
