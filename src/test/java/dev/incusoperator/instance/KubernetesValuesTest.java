package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.instance.ValueRef.Kind;
import dev.incusoperator.kube.TestKube;
import dev.incusoperator.kube.TestNamespace;
import dev.incusoperator.report.Servers;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Servers.KUBE)
class KubernetesValuesTest {
    private static final byte[] NO_TEXT = {0, (byte) 0xff, (byte) 0xc3, '('};
    private static final ValueRef KEY = new ValueRef(Kind.SECRET, "app", "key");
    private static final ValueRef MODE = new ValueRef(Kind.CONFIG_MAP, "app", "mode");

    private KubernetesClient client;
    private TestNamespace namespace;
    private KubernetesValues values;

    @BeforeEach
    void a_namespace() {
        client = TestKube.get().client();
        namespace = TestKube.get().freshNamespace();
        values = new KubernetesValues(client);
    }

    @AfterEach
    void delete() {
        namespace.close();
    }

    @Test
    void a_secrets_value_is_read_as_the_bytes_that_it_is() {
        secret("key", NO_TEXT);

        assertThat(values.read(namespace.name(), KEY).bytes()).isEqualTo(NO_TEXT);
    }

    @Test
    void a_config_maps_value_is_text_or_bytes() {
        client.resource(new ConfigMapBuilder()
                        .withMetadata(app())
                        .withData(Map.of("mode", "größer"))
                        .withBinaryData(Map.of("blob", Base64.getEncoder().encodeToString(NO_TEXT)))
                        .build())
                .create();

        assertThat(values.read(namespace.name(), MODE).bytes()).isEqualTo("größer".getBytes(StandardCharsets.UTF_8));
        assertThat(values.configMap(namespace.name(), "app", "mode")).isEqualTo("größer");
        assertThat(values.read(namespace.name(), new ValueRef(Kind.CONFIG_MAP, "app", "blob"))
                        .bytes())
                .isEqualTo(NO_TEXT);
    }

    @Test
    void its_version_is_another_one_when_it_was_changed_or_made_anew() {
        secret("key", NO_TEXT);
        String first = values.read(namespace.name(), KEY).version();
        assertThat(values.read(namespace.name(), KEY).version()).isEqualTo(first);

        client.secrets()
                .inNamespace(namespace.name())
                .withName("app")
                .edit(secret ->
                        new SecretBuilder(secret).addToData("key", "bmV3").build());
        String second = values.read(namespace.name(), KEY).version();
        client.secrets().inNamespace(namespace.name()).withName("app").delete();
        secret("key", NO_TEXT);

        assertThat(values.read(namespace.name(), KEY).version()).isNotIn(first, second);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void what_is_not_there_is_named_and_no_value_with_it() {
        assertThatThrownBy(() -> values.read(namespace.name(), KEY))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("Secret " + namespace.name() + "/app does not exist");
        assertThatThrownBy(() -> values.read(namespace.name(), MODE))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("ConfigMap " + namespace.name() + "/app does not exist");

        secret("password", "planted".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> values.read(namespace.name(), KEY))
                .isInstanceOf(MissingValueException.class)
                .hasMessageContaining("has no key 'key'")
                .hasMessageContaining("[password]")
                .hasMessageNotContaining("planted");
    }

    @Test
    void a_value_is_in_no_text() {
        assertThat(new StoredValue("planted".getBytes(StandardCharsets.UTF_8), "uid/1"))
                .hasToString("StoredValue[7 bytes, uid/1]");
    }

    private void secret(String key, byte[] value) {
        client.resource(new SecretBuilder()
                        .withMetadata(app())
                        .withData(Map.of(key, Base64.getEncoder().encodeToString(value)))
                        .build())
                .create();
    }

    private ObjectMeta app() {
        return new ObjectMetaBuilder()
                .withNamespace(namespace.name())
                .withName("app")
                .build();
    }
}
