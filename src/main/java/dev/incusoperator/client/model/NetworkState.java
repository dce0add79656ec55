package dev.incusoperator.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.model.InstanceState.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the network part of an instance's state. How many interfaces and addresses there are, and in a virtual machine every
 * word of it, the guest decides: so much of it is kept, and what is no address is left out.
 */
final class NetworkState {
    /** Of one instance; those of its own devices come first. */
    static final int MOST_ADDRESSES = 64;

    private static final int MOST_OF_ONE_INTERFACE = 16;
    private static final int LONGEST_NAME = 64;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern FAMILY = Pattern.compile("inet6?");
    private static final Pattern SCOPE = Pattern.compile("global|link|local");
    private static final Pattern NETMASK = Pattern.compile("[0-9]{1,3}");
    private static final Pattern HWADDR = Pattern.compile("[0-9a-fA-F:]{1,59}");
    private static final Pattern STATE = Pattern.compile("[a-z]{1,16}");

    private NetworkState() {}

    /** @param device of the instance that it belongs to, empty for none; {@code rank} orders: its device, then how sure that is */
    private record Interface(String name, JsonNode json, String device, int rank) {
        static Interface of(String name, JsonNode json, List<Nic> nics) {
            String hwaddr = Fields.text(json, "hwaddr");
            String hostName = Fields.text(json, "host_name");
            int best = 0;
            int owner = -1;
            for (int i = 0; i < nics.size(); i++) {
                int match = nics.get(i).match(name, hwaddr, hostName);
                if (match > best) {
                    best = match;
                    owner = i;
                }
            }
            return owner < 0
                    ? new Interface(name, json, "", Integer.MAX_VALUE)
                    : new Interface(name, json, nics.get(owner).device(), owner * 8 + 7 - best);
        }
    }

    static List<Address> addresses(JsonNode network, List<Nic> nics) {
        List<Interface> interfaces = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : network.properties()) {
            if (each.getKey().length() <= LONGEST_NAME && ServerText.isLine(each.getKey())) {
                interfaces.add(Interface.of(each.getKey(), each.getValue(), nics));
            }
        }
        interfaces.sort(Comparator.comparingInt(Interface::rank).thenComparing(Interface::name));
        List<Address> addresses = new ArrayList<>();
        for (Interface each : interfaces) {
            int room = Math.min(MOST_OF_ONE_INTERFACE, MOST_ADDRESSES - addresses.size());
            addresses.addAll(addresses(each, room));
        }
        return List.copyOf(addresses);
    }

    private static List<Address> addresses(Interface of, int most) {
        List<Address> addresses = new ArrayList<>();
        for (JsonNode json : of.json().path("addresses")) {
            if (addresses.size() >= most) {
                break;
            }
            String family = matching(FAMILY, json, "family");
            String address = matching(ADDRESS, json, "address");
            String scope = matching(SCOPE, json, "scope");
            if (!family.isEmpty() && !address.isEmpty() && !scope.isEmpty()) {
                addresses.add(new Address(
                        of.name(),
                        family,
                        address,
                        matching(NETMASK, json, "netmask"),
                        scope,
                        matching(HWADDR, of.json(), "hwaddr"),
                        matching(STATE, of.json(), "state"),
                        of.device()));
            }
        }
        return addresses;
    }

    private static String matching(Pattern pattern, JsonNode json, String field) {
        String text = Fields.text(json, field);
        return pattern.matcher(text).matches() ? text : "";
    }
}
