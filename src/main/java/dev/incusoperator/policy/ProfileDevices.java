package dev.incusoperator.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The devices of the profiles that a host's admin has made.
 *
 * @param brought those of the profiles that the instance has, expanded, by name
 * @param filters by network: the filters ({@code security.*_filtering}) that any profile of the project has on for it
 */
public record ProfileDevices(Map<String, Map<String, String>> brought, Map<String, Set<String>> filters) {
    private static final String SECURITY = "security.";
    private static final String FILTERING = "_filtering";

    /** Without profiles. */
    public static ProfileDevices none() {
        return new ProfileDevices(Map.of(), Map.of());
    }

    /** @param all the devices of every profile of the project, in any order */
    public static ProfileDevices of(
            Map<String, Map<String, String>> brought, Iterable<Map<String, Map<String, String>>> all) {
        Map<String, Set<String>> filters = new HashMap<>();
        for (Map<String, Map<String, String>> devices : all) {
            devices.values().forEach(device -> {
                Set<String> on = filtersOn(device);
                if (!on.isEmpty()) {
                    filters.computeIfAbsent(device.getOrDefault("network", ""), network -> new TreeSet<>())
                            .addAll(on);
                }
            });
        }
        return new ProfileDevices(brought, filters);
    }

    /** The filters that a nic has on. */
    static Set<String> filtersOn(Map<String, String> device) {
        return "nic".equals(device.get("type"))
                ? device.entrySet().stream()
                        .filter(option -> option.getKey().startsWith(SECURITY)
                                && option.getKey().endsWith(FILTERING))
                        .filter(option -> Words.on(option.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    /** Whether this is the device of that name as the profiles have it. */
    boolean bring(String name, Map<String, String> device) {
        return brought.containsKey(name) && said(brought.get(name)).equals(said(device));
    }

    /** The server drops what is empty. */
    private static Map<String, String> said(Map<String, String> device) {
        Map<String, String> options = new TreeMap<>(device);
        options.values().removeIf(String::isEmpty);
        return options;
    }

    /** The filters of the profiles' nic of that name. */
    Set<String> filtersOf(String name) {
        return filtersOn(brought.getOrDefault(name, Map.of()));
    }

    /** The filters that a nic on that network must have. */
    Set<String> filtersOn(String network) {
        return filters.getOrDefault(network, Set.of());
    }
}
