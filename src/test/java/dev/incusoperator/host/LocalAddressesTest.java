package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.CannotConnect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressesTest {
    private static final LocalAddresses ADDRESSES = new LocalAddresses(Map.of(
            "KUBERNETES_SERVICE_HOST", "10.96.0.1",
            "KUBERNETES_SERVICE_PORT", "443",
            "SIX_SERVICE_HOST", "fd12:3456::a",
            "ODD_SERVICE_HOST", "no address"));

    @Test
    void the_kubernetes_api_by_the_address_of_its_service_is_out_of_bounds() throws UnknownHostException {
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName("10.96.0.1"))).isFalse();
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName("::ffff:10.96.0.1")))
                .isFalse();
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName("fd12:3456:0::a")))
                .isFalse();
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName("10.96.0.2"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "::ffff:127.0.0.1",
                "::7f00:1",
                "64:ff9b::7f00:1",
                "fd00:ec2::254",
                "100.100.100.200",
                "192.0.0.192",
                "fd20:ce::254",
                "168.63.129.16",
                "169.254.170.2",
                "2002:7f00:1::1",
                "2001:0:7f00:1::1",
                "64:ff9b:1::a9fe:a9fe",
                "ff02::1"
            })
    void an_address_of_this_machine_or_of_a_metadata_service_is_out_of_bounds(String address)
            throws UnknownHostException {
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.8", "192.168.0.123", "203.0.113.9", "2001:db8::1", "fd12:3456::1"})
    void an_address_of_another_machine_is_not(String address) throws UnknownHostException {
        assertThat(ADDRESSES.isElsewhere(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void a_client_that_may_not_does_not_connect_there_by_address_or_by_name(String host) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                IncusClient client = IncusClient.builder()
                        .target("https://" + host + ":" + server.getLocalPort())
                        .allowedAddresses(ADDRESSES::isElsewhere)
                        .build()) {
            assertThatThrownBy(() -> client.server().get())
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("may not connect to");
        }
    }
}
