package dev.incusoperator.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.IncusClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/run/incus/unix.socket, unix:///run/incus/unix.socket",
        "unix:///run/incus/unix.socket, unix:///run/incus/unix.socket",
        "https://10.1.2.8:8443, https://10.1.2.8:8443",
        "https://10.1.2.8, https://10.1.2.8:8443",
        "https://host.example:443/, https://host.example:443",
        "https://[fd00::1]:8443, https://[fd00::1]:8443"
    })
    void a_target_is_a_socket_or_an_https_address(String text, String shown) {
        assertThat(Target.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1.2.8:8443",
                "10.1.2.8",
                "http://10.1.2.8:8443",
                "unix://relative/path",
                "relative/path",
                "https://",
                "https://host:port",
                "https://user@host:8443",
                "https://host:8443/1.0",
                "https://host:8443?project=x",
                "https://fd00::1:8443"
            })
    void anything_else_is_refused_with_what_to_write_instead(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not the address of a server")
                .hasMessageMatching(".*(https://host:8443|unix:///var/lib/incus/unix.socket).*");
    }

    @Test
    void several_targets_are_https_addresses() {
        assertThatThrownBy(() -> IncusClient.builder().target("https://a:8443", "/run/incus/unix.socket"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https addresses of one cluster's members");
    }

    @Test
    void without_a_target_it_is_one_of_the_usual_sockets() {
        try (IncusClient client = IncusClient.builder().build()) {
            assertThat(Target.USUAL_SOCKETS)
                    .anySatisfy(path -> assertThat(client.target()).isEqualTo("unix://" + path));
        }
    }
}
