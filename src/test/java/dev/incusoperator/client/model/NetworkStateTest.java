package dev.incusoperator.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.InstanceState.Address;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an instance's state says of its network: its guest decides how much there is, and in a virtual machine all of it. */
class NetworkStateTest {
    private static final String HWADDR = "10:66:6a:00:00:01";

    private final ObjectNode instance = new ObjectMapper().createObjectNode().put("name", "web");

    NetworkStateTest() {
        instance.withObject("/config").put("volatile.eth0.hwaddr", HWADDR).put("volatile.eth0.host_name", "veth1");
        instance.withObject("/expanded_devices/eth0").put("type", "nic");
    }

    private ObjectNode nic(String name, String hwaddr, String hostName) {
        ObjectNode nic = instance.withObject("/state/network").withObject("/" + name);
        return nic.put("hwaddr", hwaddr).put("host_name", hostName).put("state", "up");
    }

    private static void address(ObjectNode nic, String family, String address, String scope) {
        ArrayNode addresses = nic.withArray("/addresses");
        addresses
                .addObject()
                .put("family", family)
                .put("address", address)
                .put("netmask", "24")
                .put("scope", scope);
    }

    private List<Address> addresses() {
        return Instance.from(instance, "default").state().addresses();
    }

    @Test
    void an_address_has_its_interfaces_mac_and_link_state_and_the_device_that_it_belongs_to() {
        address(nic("eth0", HWADDR, "veth1"), "inet", "10.0.0.5", "global");

        assertThat(addresses())
                .containsExactly(new Address("eth0", "inet", "10.0.0.5", "24", "global", HWADDR, "up", "eth0"));
    }

    @Test
    void those_of_the_instances_own_devices_come_first_whatever_the_guest_calls_its_bridges() {
        address(nic("docker0", "02:42:00:00:00:01", ""), "inet", "172.17.0.1", "global");
        address(nic("aaa", "", ""), "inet", "10.9.9.9", "global");
        address(nic("eth0", HWADDR, "veth1"), "inet", "10.0.0.5", "global");

        assertThat(addresses())
                .extracting(Address::address, Address::device)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("10.0.0.5", "eth0"),
                        org.assertj.core.groups.Tuple.tuple("10.9.9.9", ""),
                        org.assertj.core.groups.Tuple.tuple("172.17.0.1", ""));
    }

    @Test
    void a_virtual_machines_interface_is_known_by_its_mac_under_whatever_name() {
        address(nic("enp5s0", HWADDR.toUpperCase(java.util.Locale.ROOT), ""), "inet", "10.0.0.5", "global");

        assertThat(addresses()).extracting(Address::device).containsExactly("eth0");
    }

    @Test
    void one_that_takes_the_devices_mac_does_not_come_before_the_devices_own_interface() {
        address(nic("aaa", HWADDR, ""), "inet", "10.9.9.9", "global");
        address(nic("eth0", HWADDR, "veth1"), "inet", "10.0.0.5", "global");

        assertThat(addresses()).extracting(Address::address).containsExactly("10.0.0.5", "10.9.9.9");
    }

    @Test
    void however_many_interfaces_and_addresses_a_guest_makes_few_are_kept_and_the_devices_are_among_them() {
        for (int i = 0; i < 3_000; i++) {
            address(nic("aaa" + i, "", ""), "inet", "10.9." + i / 250 + "." + i % 250, "global");
        }
        ObjectNode own = nic("eth0", HWADDR, "veth1");
        for (int i = 0; i < 3_000; i++) {
            address(own, "inet6", "fd42::" + Integer.toHexString(i), "global");
        }

        assertThat(addresses()).hasSize(NetworkState.MOST_ADDRESSES);
        assertThat(addresses().subList(0, 16)).extracting(Address::device).containsOnly("eth0");
        assertThat(addresses().subList(16, NetworkState.MOST_ADDRESSES))
                .extracting(Address::device)
                .containsOnly("");
    }

    @Test
    void what_is_no_address_is_left_out() {
        ObjectNode own = nic("eth0", HWADDR, "veth1").put("state", "\u001b[31m");
        address(own, "inet", "call 555-1234", "global");
        address(own, "inet", "1".repeat(100), "global");
        address(own, "carrier pigeon", "10.0.0.6", "global");
        address(own, "inet", "10.0.0.7", "galactic");
        address(nic("a\u001bb", "", ""), "inet", "10.0.0.8", "global");
        address(own, "inet", "10.0.0.5", "global");

        assertThat(addresses())
                .containsExactly(new Address("eth0", "inet", "10.0.0.5", "24", "global", HWADDR, "", "eth0"));
    }

    @Test
    void a_name_that_the_device_gives_its_interface_counts() {
        instance.withObject("/expanded_devices")
                .set("lan", instance.objectNode().put("type", "nic").put("name", "net0"));
        address(nic("net0", "", ""), "inet", "10.0.0.5", "global");

        assertThat(Nic.of(Map.of("lan", Map.of("type", "nic", "name", "net0")), Map.of()))
                .containsExactly(new Nic("lan", "net0", "", ""));
        assertThat(addresses()).extracting(Address::device).containsExactly("lan");
    }
}
