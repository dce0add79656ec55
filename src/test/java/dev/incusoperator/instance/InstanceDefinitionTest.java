package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.WEB;
import static dev.incusoperator.instance.Given.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.instance.update.Applied;
import dev.incusoperator.instance.update.Declared;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceDefinitionTest {
    private static final HostSpec HOST = Given.read(
            HostSpec.class,
            "imageServers: {ours: {server: https://images.example, protocol: incus}, plain: {server: https://p.example}}");
    private static final String MARKS =
            "'user.incusoperator.owner': 'cluster-1/team-a/web', 'user.incusoperator.instance': 'default/web',"
                    + " 'user.incusoperator.applied': '{}'";

    /** What is remembered as written is another test's matter. */
    private static final Declared NOTHING = new Declared(Map.of(), Map.of(), Map.of(), null, null, null, "", "", false);

    @Test
    void the_least_that_can_be_asked_for() {
        assertThat(defined()).isEqualTo(json("""
                {name: web, type: container, profiles: [default], config: {%s}, devices: {}, source: {type: image, alias: busybox}, start: true}
                """.formatted(MARKS)));
    }

    @Test
    void all_that_can_be_asked_for() {
        assertThat(defined(
                        "type: virtual-machine",
                        "description: the shop",
                        "architecture: aarch64",
                        "instanceType: c2-m4",
                        "ephemeral: true",
                        "profiles: [default, web]",
                        "config: {limits.cpu: '2'}",
                        "devices: {eth0: {type: nic, network: br0}, root: {type: disk, path: /}}",
                        "image: {fingerprint: abc}"))
                .isEqualTo(json("""
                        {name: web, type: virtual-machine, description: the shop, architecture: aarch64,
                         instance_type: c2-m4, ephemeral: true, profiles: [default, web],
                         config: {limits.cpu: '2', %s},
                         devices: {eth0: {type: nic, network: br0}, root: {type: disk, path: /}},
                         source: {type: image, fingerprint: abc}, start: true}
                        """.formatted(MARKS)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "image: {alias: debian/12} | {type: image, alias: debian/12}",
                "image: {properties: {os: debian}} | {type: image, properties: {os: debian}}",
                "image: {alias: debian/12, remote: images} | {type: image, alias: debian/12, mode: pull,"
                        + " server: 'https://images.linuxcontainers.org', protocol: simplestreams}",
                "image: {alias: nginx, remote: docker} | {type: image, alias: nginx, mode: pull,"
                        + " server: 'https://docker.io', protocol: oci}",
                "image: {alias: x, remote: ours} | {type: image, alias: x, mode: pull, server: 'https://images.example',"
                        + " protocol: incus}",
                "image: {alias: x, remote: plain} | {type: image, alias: x, mode: pull, server: 'https://p.example',"
                        + " protocol: simplestreams}",
                "copyFrom: {instance: db} | {type: copy, source: db, project: default, instance_only: true}",
                "copyFrom: {instance: db, snapshot: s1} | {type: copy, source: db/s1, project: default, instance_only: true}",
                "empty: true | {type: none}",
            })
    void an_instance_has_one_source(String asked, String source) {
        assertThat(defined(asked).get("source")).isEqualTo(json(source));
    }

    @Test
    void an_image_server_that_the_host_does_not_have_is_named_with_those_it_has() {
        assertThatThrownBy(() -> defined("image: {alias: x, remote: nowhere}"))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("[docker, images, ours, plain]")
                .hasMessageContaining("spec.imageServers");
    }

    @Test
    void profiles_are_always_sent_also_where_none_is_named_for_the_image_may_name_some() {
        assertThat(defined().get("profiles")).isEqualTo(json("[default]"));
        assertThat(defined("profiles: []").get("profiles")).isEqualTo(json("[]"));
    }

    @Test
    void the_marks_are_the_instances_own_whatever_the_config_says() {
        JsonNode config = defined(
                        "config: {user.incusoperator.owner: another, user.incusoperator.instance: other, user.mine: x}")
                .get("config");

        assertThat(config).isEqualTo(json("{user.mine: x, " + MARKS + "}"));
    }

    @Test
    void the_marks_name_the_project_and_the_name_on_the_host() {
        JsonNode body = definition().json(new InstanceRef("team", "web-1"), MARK, NOTHING, CloudInit::userData, true);

        assertThat(body.get("name").asText()).isEqualTo("web-1");
        assertThat(body.at("/config/user.incusoperator.instance").asText()).isEqualTo("team/web-1");
    }

    @Test
    void cloud_init_is_written_into_the_config() {
        JsonNode config = definition(
                        "cloudInit: {userDataSecretRef: {name: s, key: k}, vendorData: v, networkConfig: n}")
                .json(
                        WEB,
                        MARK,
                        NOTHING,
                        cloudInit ->
                                "secret of " + cloudInit.userDataSecretRef().name(),
                        true)
                .get("config");

        assertThat(config.get("cloud-init.user-data").asText()).isEqualTo("secret of s");
        assertThat(config.get("cloud-init.vendor-data").asText()).isEqualTo("v");
        assertThat(config.get("cloud-init.network-config").asText()).isEqualTo("n");
        assertThat(defined("cloudInit: {vendorData: v}").get("config").has("cloud-init.user-data"))
                .isFalse();
    }

    @Test
    void it_is_started_at_once_where_that_is_asked_for() {
        assertThat(definition()
                        .json(WEB, MARK, NOTHING, CloudInit::userData, true)
                        .path("start")
                        .asBoolean())
                .isTrue();
        assertThat(definition()
                        .json(WEB, MARK, NOTHING, CloudInit::userData, false)
                        .has("start"))
                .isFalse();
    }

    @Test
    void what_is_written_is_remembered_beside_it() {
        Declared declared = Declared.of(spec("config: {limits.cpu: '2'}"), "");
        JsonNode body = definition("config: {limits.cpu: '2'}").json(WEB, MARK, declared, CloudInit::userData, true);

        assertThat(body.get("config").get(Applied.KEY).asText())
                .isEqualTo(Applied.first(declared).json());
    }

    private static InstanceDefinition definition(String... lines) {
        InstanceSpec spec = spec(lines);
        return new InstanceDefinition(spec, HOST, spec.profiles() == null ? List.of("default") : spec.profiles());
    }

    private static JsonNode defined(String... lines) {
        return definition(lines).json(WEB, MARK, NOTHING, CloudInit::userData, true);
    }

    private static JsonNode json(String yaml) {
        return Given.tree(yaml);
    }
}
