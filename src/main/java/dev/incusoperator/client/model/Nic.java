package dev.incusoperator.client.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network device of an instance, with what tells its interface from those that the guest makes itself.
 *
 * @param device its name among the instance's devices
 * @param name of the interface in the guest, as the server set it up; a guest may rename it
 * @param hwaddr its MAC address; empty where it is not known
 * @param hostName of its end on the host, which no guest can choose; empty where there is none
 */
record Nic(String device, String name, String hwaddr, String hostName) {

    /** In the order of the devices' names. */
    static List<Nic> of(Map<String, Map<String, String>> expandedDevices, Map<String, String> config) {
        List<Nic> nics = new ArrayList<>();
        expandedDevices.keySet().stream().sorted().forEach(device -> {
            Map<String, String> options = expandedDevices.get(device);
            if (options != null && "nic".equals(options.get("type"))) {
                nics.add(new Nic(
                        device,
                        options.getOrDefault("name", config.getOrDefault("volatile." + device + ".name", device)),
                        options.getOrDefault("hwaddr", config.getOrDefault("volatile." + device + ".hwaddr", "")),
                        config.getOrDefault("volatile." + device + ".host_name", "")));
            }
        });
        return nics;
    }

    /** How surely an interface is this one's; 0 where nothing speaks for it. */
    int match(String interfaceName, String interfaceHwaddr, String interfaceHostName) {
        int byHost = !hostName.isEmpty() && hostName.equals(interfaceHostName) ? 4 : 0;
        int byHwaddr = !hwaddr.isEmpty() && hwaddr.equalsIgnoreCase(interfaceHwaddr) ? 2 : 0;
        return byHost + byHwaddr + (name.equals(interfaceName) ? 1 : 0);
    }
}
