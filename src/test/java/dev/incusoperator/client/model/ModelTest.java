package dev.incusoperator.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.transport.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
    @Test
    void what_is_missing_is_empty_and_what_is_unknown_is_passed_over() {
        Instance instance =
                Instance.from(json("{'surprise':{'a':[1]},'config':null,'profiles':null,'state':null}"), "p");

        assertThat(instance.project()).isEqualTo("p");
        assertThat(instance.name()).isEmpty();
        assertThat(instance.config()).isEmpty();
        assertThat(instance.profiles()).isEmpty();
        assertThat(instance.state()).isNull();
        assertThat(instance.uuid()).isEmpty();
        assertThat(ServerInfo.from(json("{}")).apiExtensions()).isEmpty();
        assertThat(Operation.from(json("{}")).metadata()).isNull();
        assertThat(InstanceState.from(json("{'network':null}"), List.of()).addresses())
                .isEmpty();
    }

    @Test
    void an_instance_is_read_whole() {
        Instance instance = Instance.from(
                json("{'project':'team','name':'web','status':'Running','status_code':103,'type':'container',"
                        + "'architecture':'x86_64','description':'d','ephemeral':true,'location':'none','created_at':'c',"
                        + "'last_used_at':'l','profiles':['a','b'],'config':{'volatile.uuid':'u','user.n':7},"
                        + "'devices':{'root':{'type':'disk'}},'expanded_config':{'x':'y'},'expanded_devices':{},"
                        + "'state':{'status':'Running','status_code':103,'pid':5,'network':{'eth0':{'addresses':"
                        + "[{'family':'inet','address':'10.0.0.2','netmask':'24','scope':'global'}]}}}}"),
                "other");

        assertThat(instance.ref()).isEqualTo(new InstanceRef("team", "web"));
        assertThat(instance.uuid()).contains("u");
        assertThat(instance.config()).containsEntry("user.n", "7");
        assertThat(instance.profiles()).containsExactly("a", "b");
        assertThat(instance.devices()).isEqualTo(Map.of("root", Map.of("type", "disk")));
        assertThat(instance.state())
                .isEqualTo(new InstanceState(
                        "Running",
                        103,
                        5,
                        false,
                        List.of(new InstanceState.Address("eth0", "inet", "10.0.0.2", "24", "global", "", "", ""))));
    }

    @Test
    void an_operation_says_what_a_command_left() {
        Operation operation = Operation.from(
                json(
                        "{'id':'1','class':'task','status_code':200,'resources':"
                                + "{'instances':['/1.0/instances/web']},'metadata':{'return':3,'output':{'1':'/1.0/a','2':'/1.0/b'}}}"));

        assertThat(operation.succeeded()).isTrue();
        assertThat(operation.returnCode()).contains(3);
        assertThat(operation.outputPath(1)).contains("/1.0/a");
        assertThat(operation.outputPath(3)).isEmpty();
        assertThat(operation.resources()).isEqualTo(Map.of("instances", List.of("/1.0/instances/web")));
        assertThat(operation.progress()).isEmpty();
        assertThat(Operation.from(json("{'metadata':{'return':null}}")).returnCode())
                .isEmpty();
    }

    @Test
    void a_server_that_does_not_say_its_product_is_known_by_what_it_can() {
        assertThat(ServerInfo.from(json("{'environment':{'server':'incus'}}")).product())
                .isEqualTo(Product.INCUS);
        assertThat(ServerInfo.from(json("{'environment':{'server':'lxd'}}")).product())
                .isEqualTo(Product.LXD);
        assertThat(ServerInfo.from(json("{'api_extensions':['dev_incus_events']}"))
                        .product())
                .isEqualTo(Product.INCUS);
        assertThat(ServerInfo.from(json("{'api_extensions':['etag']}")).product())
                .isEqualTo(Product.LXD);
        assertThat(ServerInfo.from(json("{'api_extensions':null,'auth':'untrusted'}"))
                        .product())
                .isEqualTo(Product.INCUS);
    }

    @Test
    void what_may_be_secret_is_not_printed() {
        assertThat(new ExecCommand(List.of("sh"), Map.of("TOKEN", "hidden"), null, null, null, true).toString())
                .doesNotContain("hidden");
        assertThat(new FileContent("hidden".getBytes(StandardCharsets.UTF_8), 0, 0, 0600).toString())
                .isEqualTo("FileContent[6 bytes, 0:0, 600]");
        assertThat(new LogTail("hidden".getBytes(StandardCharsets.UTF_8), 9).toString())
                .isEqualTo("LogTail[6 of 9 bytes]");
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void what_a_server_quotes_of_a_value_is_not_shown() {
        Operation failed = Operation.from(json("""
                {"err": "Failed creating instance record: yaml: unmarshal errors:\\n  line 1: cannot unmarshal !!str `s3` into`.` into struct {}\\n  line 2: cannot unmarshal !!seq `x` into struct {}"}"""));

        assertThat(failed.err())
                .isEqualTo(
                        "Failed creating instance record: yaml: unmarshal errors:   line 1: cannot unmarshal !!str `[redacted]` into struct {}   line 2: cannot unmarshal !!seq `[redacted]` into struct {}");
        assertThat(ServerText.withoutValues("Instance `web` is busy")).isEqualTo("Instance `web` is busy");
    }

    @Test
    void what_incus_7_quotes_of_a_value_a_key_or_an_anchor_is_not_shown() {
        assertThat(ServerText.withoutValues(
                        "yaml: construct errors: line 1: cannot construct !!str `s3cr3t-9` into struct {}"))
                .isEqualTo("yaml: construct errors: line 1: cannot construct !!str `[redacted]` into struct {}");
        assertThat(
                        ServerText.withoutValues(
                                "yaml: construct errors: line 2: mapping key \"s3cr3t already defined\" already defined at line 1"))
                .isEqualTo("yaml: construct errors: line 2: mapping key [redacted] already defined at line 1");
        assertThat(ServerText.withoutValues(
                        "go-yaml load error in composer at L1.C1: unknown anchor 's3cr3t' referenced"))
                .isEqualTo("go-yaml load error in composer at L1.C1: unknown anchor [redacted] referenced");
    }
}
