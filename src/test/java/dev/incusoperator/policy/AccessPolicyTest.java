package dev.incusoperator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import dev.incusoperator.api.v1alpha1.AccessNamespaces;
import dev.incusoperator.api.v1alpha1.AccessRule;
import dev.incusoperator.policy.AccessDecision.Allowed;
import dev.incusoperator.policy.AccessDecision.Denied;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tenants may try, a sentence a row. */
class AccessPolicyTest {
    private static final AccessAllow NOTHING = allow(false);
    private static final AccessAllow EVERYTHING = allow(true);

    /** What one namespace of one project is given in most rows. */
    private static final AccessAllow SOME = new AccessAllow(
            null,
            null,
            true,
            null,
            List.of("/srv/media"),
            List.of("incusbr0"),
            List.of("default"),
            List.of("shared-data"),
            List.of("images"),
            List.of("node1", "@fast"));

    private final AccessPolicy policy = new AccessPolicy();

    /** One attempt; {@code because} is what the refusal must say, empty where it is allowed. */
    record Attempt(String sentence, Ask ask, AccessAllow allow, String because) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Attempt> attempts() {
        return Stream.of(
                        whoAndWhere(),
                        privileges(),
                        rawAndKernel(),
                        config(),
                        paths(),
                        volumesAndPools(),
                        networks(),
                        devices(),
                        sources())
                .flatMap(List::stream);
    }

    private static List<Attempt> whoAndWhere() {
        return List.of(
                yes("a harmless instance in the project that the rule gives", Ask.harmless(), NOTHING),
                no("another namespace", Ask.harmless().namespace("team-b"), EVERYTHING, "for namespace team-b"),
                no(
                        "a namespace whose name only begins alike",
                        Ask.harmless().namespace("team-a2"),
                        EVERYTHING,
                        "for namespace team-a2"),
                no("a namespace named *", Ask.harmless().namespace("*"), EVERYTHING, "for namespace *"),
                no("another project", Ask.harmless().project("team-b"), EVERYTHING, "may not use project team-b"),
                no(
                        "the default project that the rule does not give",
                        Ask.harmless().project("default"),
                        EVERYTHING,
                        "may not use project default"),
                no(
                        "a project that differs in case",
                        Ask.harmless().project("Team-A"),
                        EVERYTHING,
                        "may not use project Team-A"),
                no("a project named *", Ask.harmless().project("*"), EVERYTHING, "may not use project *"));
    }

    private static List<Attempt> privileges() {
        return List.of(
                no(
                        "a privileged container",
                        Ask.harmless().config("security.privileged", "true"),
                        SOME,
                        "allow.privileged: true"),
                no(
                        "a privileged container in the server's other words",
                        Ask.harmless().config("security.privileged", "1"),
                        SOME,
                        "allow.privileged"),
                no(
                        "privileged in capitals",
                        Ask.harmless().config("security.privileged", "TRUE"),
                        SOME,
                        "allow.privileged"),
                no(
                        "privileged in a word nobody knows",
                        Ask.harmless().config("security.privileged", "ja"),
                        SOME,
                        "allow.privileged"),
                yes("privileged said to be off", Ask.harmless().config("security.privileged", "false"), NOTHING),
                yes(
                        "privileged where the rule gives it",
                        Ask.harmless().config("security.privileged", "true"),
                        with(true, false, false)),
                no("nesting", Ask.harmless().config("security.nesting", "true"), NOTHING, "allow.nesting: true"),
                yes("nesting where the rule gives it", Ask.harmless().config("security.nesting", "true"), SOME),
                no(
                        "nesting does not bring privileges along",
                        Ask.harmless().config("security.nesting", "true").config("security.privileged", "yes"),
                        SOME,
                        "allow.privileged"));
    }

    private static List<Attempt> rawAndKernel() {
        return Stream.of(
                        "raw.lxc",
                        "raw.qemu",
                        "raw.qemu.conf",
                        "raw.qemu.scriptlet",
                        "raw.idmap",
                        "raw.apparmor",
                        "raw.seccomp",
                        "linux.kernel_modules",
                        "linux.sysctl.kernel.core_pattern",
                        "security.syscalls.intercept.mount",
                        "security.syscalls.intercept.mknod",
                        "security.syscalls.allow",
                        "security.syscalls.deny_default",
                        "security.idmap.base",
                        "security.idmap.size",
                        "security.guestapi.images",
                        "security.iommu",
                        "limits.kernel.rtprio",
                        "limits.hugepages.2MB",
                        "nvidia.runtime",
                        "boot.host_shutdown_timeout")
                .map(key -> no(
                        "config " + key,
                        Ask.harmless().config(key, "1"),
                        SOME,
                        "config " + key + " (allow.everything: true"))
                .toList();
    }

    private static List<Attempt> config() {
        return List.of(
                no(
                        "a key that no server has yet",
                        Ask.harmless().config("security.teleport", "false"),
                        SOME,
                        "security.teleport"),
                no("a key in another case", Ask.harmless().config("Limits.memory", "1"), SOME, "Limits.memory"),
                no(
                        "the operator's own mark, forged",
                        Ask.harmless().config("user.incusoperator.owner", "c/team-b/web"),
                        SOME,
                        "user.incusoperator.owner"),
                no(
                        "a key that the server keeps for itself",
                        Ask.harmless().config("volatile.idmap.next", "[]"),
                        SOME,
                        "volatile.idmap.next"),
                no("a property of the image", Ask.harmless().config("image.os", "x"), SOME, "image.os"),
                no(
                        "a line of its own in the container's configuration, by a variable's value",
                        Ask.harmless().config("environment.A", "b\nlxc.hook.pre-start=/bin/sh"),
                        SOME,
                        "environment.A with a line break"),
                no(
                        "the same by a variable's name",
                        Ask.harmless().config("environment.A\nlxc.hook.pre-start", "b"),
                        SOME,
                        "with a line break"),
                yes("a variable", Ask.harmless().config("environment.A", "b"), NOTHING),
                yes(
                        "user data of many lines",
                        Ask.harmless().config("cloud-init.user-data", "#cloud-config\npackages: [x]\n"),
                        NOTHING),
                yes("notes of one's own", Ask.harmless().config("user.owner", "team-a"), NOTHING),
                yes(
                        "a virtual machine without secure boot",
                        Ask.harmless().config("security.secureboot", "false"),
                        NOTHING));
    }

    private static List<Attempt> paths() {
        return List.of(
                no("the host's root", disk("/"), SOME, "allow.hostPaths: [/]"),
                no("a path that is not given", disk("/etc"), SOME, "allow.hostPaths: [/etc]"),
                yes("the path that is given", disk("/srv/media"), SOME),
                no("a path below the one that is given", disk("/srv/media/films"), SOME, "allow.hostPaths"),
                no(
                        "a path that climbs out of the one that is given",
                        disk("/srv/media/../../etc"),
                        SOME,
                        "allow.hostPaths"),
                no("the same path written with a slash more", disk("/srv/media/"), SOME, "allow.hostPaths"),
                no("a path that only begins alike", disk("/srv/media2"), SOME, "allow.hostPaths"),
                no("the daemon's own socket", disk("/var/lib/incus/unix.socket"), SOME, "allow.hostPaths"),
                no("a relative path", disk("srv/media"), SOME, "source srv/media"),
                no(
                        "the given path, but with the host's ids",
                        Ask.harmless()
                                .device("d", "type", "disk", "path", "/mnt", "source", "/srv/media", "shift", "true"),
                        SOME,
                        "with shift"),
                no(
                        "the given path, with mount options",
                        Ask.harmless()
                                .device(
                                        "d",
                                        "type",
                                        "disk",
                                        "path",
                                        "/mnt",
                                        "source",
                                        "/srv/media",
                                        "raw.mount.options",
                                        "dev"),
                        SOME,
                        "with raw.mount.options"),
                no(
                        "the given path, with what is mounted below",
                        Ask.harmless()
                                .device(
                                        "d",
                                        "type",
                                        "disk",
                                        "path",
                                        "/mnt",
                                        "source",
                                        "/srv/media",
                                        "recursive",
                                        "true"),
                        SOME,
                        "with recursive"),
                no("another cluster's file system", disk("cephfs:x/y"), SOME, "source cephfs:x/y"),
                yes("the drive with the agent's configuration", disk("agent:config"), NOTHING));
    }

    private static List<Attempt> volumesAndPools() {
        return List.of(
                no(
                        "somebody's volume",
                        Ask.harmless()
                                .device(
                                        "d",
                                        "type",
                                        "disk",
                                        "path",
                                        "/mnt",
                                        "pool",
                                        "default",
                                        "source",
                                        "team-b-data"),
                        SOME,
                        "allow.volumes: [team-b-data]"),
                yes(
                        "the volume that is given",
                        Ask.harmless()
                                .device(
                                        "d",
                                        "type",
                                        "disk",
                                        "path",
                                        "/mnt",
                                        "pool",
                                        "default",
                                        "source",
                                        "shared-data"),
                        SOME),
                no(
                        "a volume where none is given",
                        Ask.harmless()
                                .device(
                                        "d",
                                        "type",
                                        "disk",
                                        "path",
                                        "/mnt",
                                        "pool",
                                        "default",
                                        "source",
                                        "shared-data"),
                        NOTHING,
                        "allow.volumes"),
                no(
                        "a pool that is not given",
                        Ask.harmless().device("root", "type", "disk", "path", "/", "pool", "nvme"),
                        SOME,
                        "allow.pools: [nvme]"),
                yes(
                        "any pool where none is named",
                        Ask.harmless().device("root", "type", "disk", "path", "/", "pool", "nvme"),
                        NOTHING),
                no(
                        "whichever pool the server takes, where one is named",
                        Ask.harmless().device("root", "type", "disk", "path", "/"),
                        SOME,
                        "allow.pools: [\"*\"]"),
                no(
                        "mount options of a new volume",
                        Ask.harmless()
                                .device(
                                        "root",
                                        "type",
                                        "disk",
                                        "path",
                                        "/",
                                        "pool",
                                        "default",
                                        "initial.block.mount_options",
                                        "dev"),
                        SOME,
                        "with initial.block.mount_options"));
    }

    private static List<Attempt> networks() {
        return List.of(
                no(
                        "somebody's network",
                        Ask.harmless().device("eth0", "type", "nic", "network", "team-b-net"),
                        SOME,
                        "allow.networks: [team-b-net]"),
                yes(
                        "any network where none is named",
                        Ask.harmless().device("eth0", "type", "nic", "network", "team-b-net"),
                        NOTHING),
                no(
                        "a bridge of the host's",
                        Ask.harmless().device("eth0", "type", "nic", "nictype", "bridged", "parent", "br0"),
                        SOME,
                        "with parent"),
                no(
                        "the host's own network card",
                        Ask.harmless().device("eth0", "type", "nic", "nictype", "physical", "parent", "eth0"),
                        SOME,
                        "with nictype"),
                no(
                        "a second address on the host's wire",
                        Ask.harmless().device("eth0", "type", "nic", "nictype", "macvlan", "parent", "eth0"),
                        SOME,
                        "allow.everything"),
                no(
                        "a parent beside the network that is given",
                        Ask.harmless().device("eth0", "type", "nic", "network", "incusbr0", "parent", "br0"),
                        SOME,
                        "with parent"),
                no(
                        "another VLAN of the network that is given",
                        Ask.harmless().device("eth0", "type", "nic", "network", "incusbr0", "vlan", "7"),
                        SOME,
                        "with vlan"),
                no(
                        "routes on the host",
                        Ask.harmless()
                                .device("eth0", "type", "nic", "network", "incusbr0", "ipv4.routes", "10.0.0.0/8"),
                        SOME,
                        "with ipv4.routes"),
                no(
                        "a name for the host's end",
                        Ask.harmless().device("eth0", "type", "nic", "network", "incusbr0", "host_name", "eth1"),
                        SOME,
                        "with host_name"),
                yes("a profile's network card masked", Ask.harmless().device("eth0", "type", "none"), NOTHING));
    }

    private static List<Attempt> devices() {
        return List.of(
                no(
                        "a port of the host",
                        Ask.harmless()
                                .device(
                                        "p",
                                        "type",
                                        "proxy",
                                        "listen",
                                        "tcp:0.0.0.0:22",
                                        "connect",
                                        "tcp:127.0.0.1:22"),
                        SOME,
                        "of type proxy"),
                no(
                        "a way to the daemon's socket",
                        Ask.harmless()
                                .device(
                                        "p",
                                        "type",
                                        "proxy",
                                        "bind",
                                        "instance",
                                        "listen",
                                        "unix:/s",
                                        "connect",
                                        "unix:/var/lib/incus/unix.socket"),
                        SOME,
                        "of type proxy"),
                no(
                        "a disk of the host's",
                        Ask.harmless().device("d", "type", "unix-block", "source", "/dev/sda"),
                        SOME,
                        "of type unix-block"),
                no(
                        "the host's memory",
                        Ask.harmless().device("d", "type", "unix-char", "source", "/dev/mem"),
                        SOME,
                        "of type unix-char"),
                no(
                        "whatever is plugged in",
                        Ask.harmless().device("d", "type", "unix-hotplug", "vendorid", "1"),
                        SOME,
                        "of type unix-hotplug"),
                no("a graphics card", Ask.harmless().device("d", "type", "gpu"), SOME, "of type gpu"),
                no("a USB stick", Ask.harmless().device("d", "type", "usb"), SOME, "of type usb"),
                no("a PCI card", Ask.harmless().device("d", "type", "pci", "address", "0"), SOME, "of type pci"),
                no("infiniband", Ask.harmless().device("d", "type", "infiniband"), SOME, "of type infiniband"),
                no("a device without a type", Ask.harmless().device("d", "path", "/"), SOME, "device d of type"),
                no(
                        "a device of a type that no server has yet",
                        Ask.harmless().device("d", "type", "teleport"),
                        SOME,
                        "of type teleport"),
                no(
                        "a line of its own, by a device's option",
                        Ask.harmless().device("eth0", "type", "nic", "network", "incusbr0", "name", "e\nlxc.x=y"),
                        SOME,
                        "with a line break"),
                yes("a TPM", Ask.harmless().device("t", "type", "tpm", "path", "/dev/tpm0"), NOTHING),
                yes(
                        "anything where the rule gives everything",
                        Ask.harmless()
                                .config("raw.lxc", "x")
                                .device("d", "type", "unix-char", "source", "/dev/mem")
                                .adopt(),
                        EVERYTHING));
    }

    private static List<Attempt> sources() {
        return List.of(
                no("an image server that is not given", Ask.harmless().remote("mine"), SOME, "allow.remotes: [mine]"),
                yes("an image server that is given", Ask.harmless().remote("images"), SOME),
                no(
                        "a member of the cluster that is not given",
                        Ask.harmless().target("node2"),
                        SOME,
                        "allow.targets: [\"node2\"]"),
                no("a group that is not given", Ask.harmless().target("@slow"), SOME, "allow.targets"),
                yes("a group that is given", Ask.harmless().target("@fast"), SOME),
                no("taking over an instance", Ask.harmless().adopt(), SOME, "allow.adopt: true"),
                yes(
                        "taking over an instance where that is given",
                        Ask.harmless().adopt(),
                        with(false, false, true)),
                yes("a copy of one's own instance", Ask.harmless().copyOf("team-a"), NOTHING),
                no(
                        "a copy of another tenant's instance",
                        Ask.harmless().copyOf("team-b"),
                        with(true, true, true),
                        "copying an instance of namespace team-b"),
                no("a copy of an instance that nobody owns", Ask.harmless().copyOf(""), SOME, "allow.adopt"),
                yes(
                        "a copy of an instance that nobody owns, where it might be taken over",
                        Ask.harmless().copyOf(""),
                        with(false, false, true)));
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void an_attempt_is_decided(Attempt attempt) {
        AccessDecision decision = policy.decide(attempt.ask().request(), List.of(rule("team", attempt.allow())));

        if (attempt.because().isEmpty()) {
            assertThat(decision).isEqualTo(new Allowed("team"));
        } else {
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Denied.class, denied -> assertThat(denied.message()).contains(attempt.because()));
        }
    }

    @Test
    void there_are_forty_attempts_at_least() {
        assertThat(attempts().filter(attempt -> !attempt.because().isEmpty())).hasSizeGreaterThan(40);
    }

    @Test
    void without_rules_nobody_may_do_anything() {
        assertThat(policy.decide(Ask.harmless().request(), List.of())).isInstanceOf(Denied.class);
    }

    @Test
    void two_rules_do_not_add_up() {
        AccessRequest both = Ask.harmless()
                .config("security.privileged", "true")
                .config("security.nesting", "true")
                .request();

        AccessDecision decision = policy.decide(
                both, List.of(rule("privileged", with(true, false, false)), rule("nesting", with(false, true, false))));

        assertThat(decision).isInstanceOf(Denied.class);
    }

    @Test
    void the_refusal_is_about_the_rule_that_is_nearest() {
        AccessRequest request = Ask.harmless()
                .config("security.privileged", "true")
                .config("security.nesting", "true")
                .request();

        AccessDecision decision =
                policy.decide(request, List.of(rule("far", NOTHING), rule("near", with(true, false, false))));

        assertThat(decision)
                .isEqualTo(
                        new Denied(
                                "access rule near of the host does not give security.nesting=true (allow.nesting: true would)"));
    }

    @Test
    void a_rule_without_projects_gives_the_default_one() {
        AccessRule rule = new AccessRule("r", names("team-a"), null, NOTHING);

        assertThat(policy.decide(Ask.harmless().project("default").request(), List.of(rule)))
                .isInstanceOf(Allowed.class);
        assertThat(policy.decide(Ask.harmless().project("team-a").request(), List.of(rule)))
                .isInstanceOf(Denied.class);
    }

    @Test
    void a_rule_may_select_namespaces_by_label() {
        LabelSelector selector = new LabelSelectorBuilder()
                .addToMatchLabels("team", "a")
                .addNewMatchExpression()
                .withKey("stage")
                .withOperator("NotIn")
                .withValues("test")
                .endMatchExpression()
                .addNewMatchExpression()
                .withKey("cost-center")
                .withOperator("Exists")
                .endMatchExpression()
                .build();

        assertThat(selected(selector, Map.of("team", "a", "cost-center", "7"))).isInstanceOf(Allowed.class);
        assertThat(selected(selector, Map.of("team", "a"))).isInstanceOf(Denied.class);
        assertThat(selected(selector, Map.of("team", "b", "cost-center", "7"))).isInstanceOf(Denied.class);
        assertThat(selected(selector, Map.of("team", "a", "cost-center", "7", "stage", "test")))
                .isInstanceOf(Denied.class);
        assertThat(selected(new LabelSelector(), Map.of())).isInstanceOf(Allowed.class);
    }

    @Test
    void a_selector_that_is_not_understood_selects_nobody() {
        LabelSelector selector = new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("team")
                .withOperator("Like")
                .endMatchExpression()
                .build();

        assertThat(selected(selector, Map.of("team", "a"))).isInstanceOf(Denied.class);
    }

    private AccessDecision selected(LabelSelector selector, Map<String, String> labels) {
        AccessRule rule = new AccessRule("r", new AccessNamespaces(null, selector), List.of("*"), NOTHING);
        return policy.decide(Ask.harmless().labels(labels).request(), List.of(rule));
    }

    private static Ask disk(String source) {
        return Ask.harmless().device("d", "type", "disk", "path", "/mnt", "source", source);
    }

    private static Attempt yes(String sentence, Ask ask, AccessAllow allow) {
        return new Attempt("allowed: " + sentence, ask, allow, "");
    }

    private static Attempt no(String sentence, Ask ask, AccessAllow allow, String because) {
        return new Attempt("refused: " + sentence, ask, allow, because);
    }

    private static AccessRule rule(String name, AccessAllow allow) {
        return new AccessRule(name, names("team-a"), List.of("team-a"), allow);
    }

    private static AccessNamespaces names(String... names) {
        return new AccessNamespaces(List.of(names), null);
    }

    private static AccessAllow allow(boolean everything) {
        return new AccessAllow(everything, null, null, null, null, null, null, null, null, null);
    }

    private static AccessAllow with(boolean privileged, boolean nesting, boolean adopt) {
        return new AccessAllow(false, privileged, nesting, adopt, null, null, null, null, null, null);
    }
}
