package dev.incusoperator;

import dev.incusoperator.host.HostSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * What the operator's admin has set, and the defaults of what not. Read once, at start; {@link #faults} says what is
 * wrong with it, and nothing may be asked of settings that are.
 */
final class Settings implements HostSettings, OperatorSettings {
    private final Map<Setting, String> values;
    private final List<String> faults;

    private Settings(Map<Setting, String> values, List<String> faults) {
        this.values = values;
        this.faults = faults;
    }

    /** @param environment the variables' names: of those, the configuration knows only what it is asked for */
    static Settings read(Config config, Set<String> environment) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        List<String> faults = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Optional<String> written =
                    config.getOptionalValue(setting.property(), String.class).map(String::strip);
            written.flatMap(setting::fault).ifPresent(faults::add);
            values.put(setting, written.orElse(setting.standard()));
        }
        faults.addAll(unknown(config, environment));
        return new Settings(values, List.copyOf(faults));
    }

    /**
     * What begins like a setting and is none: a slip of the pen. Variables count where they name a group of settings, for
     * Kubernetes itself makes others for a Service of the operator's name.
     */
    private static List<String> unknown(Config config, Set<String> environment) {
        Set<String> properties = new HashSet<>();
        Set<String> variables = new HashSet<>();
        Set<String> groups = new HashSet<>();
        for (Setting setting : Setting.values()) {
            properties.add(setting.property());
            variables.add(setting.variable());
            if (setting.path().contains(".")) {
                String group = setting.path().substring(0, setting.path().indexOf('.') + 1);
                groups.add(Setting.variable(Setting.PREFIX + group));
            }
        }
        Set<String> unknown = new TreeSet<>();
        config.getPropertyNames().forEach(name -> {
            if (name.startsWith(Setting.PREFIX) && !properties.contains(name)) {
                unknown.add(name);
            }
        });
        environment.stream()
                .filter(name -> groups.stream().anyMatch(name::startsWith) && !variables.contains(name))
                .forEach(unknown::add);
        // the configuration tells a variable's name as a property too
        unknown.removeIf(name -> name.startsWith(Setting.PREFIX) && environment.contains(Setting.variable(name)));
        String all = Arrays.stream(Setting.values()).map(Setting::property).collect(Collectors.joining(", "));
        return unknown.stream()
                .map(name -> name + " is no setting of this operator: there are " + all)
                .toList();
    }

    /** Each a sentence; none where all is well. */
    List<String> faults() {
        return faults;
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey().path() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private String value(Setting setting) {
        return values.getOrDefault(setting, setting.standard());
    }

    private boolean isOn(Setting setting) {
        return Boolean.parseBoolean(value(setting));
    }

    private Duration time(Setting setting) {
        return Form.time(value(setting));
    }

    private long size(Setting setting) {
        return Form.bytes(value(setting));
    }

    private int count(Setting setting) {
        return Integer.parseInt(value(setting));
    }

    @Override
    public Optional<String> namespace() {
        return Optional.of(value(Setting.NAMESPACE)).filter(name -> !name.isEmpty());
    }

    @Override
    public NamespacedHosts namespacedHosts() {
        return new NamespacedHosts(
                isOn(Setting.NAMESPACED_HOSTS),
                isOn(Setting.NAMESPACED_HOSTS_LOCAL),
                count(Setting.NAMESPACED_HOSTS_MOST),
                size(Setting.NAMESPACED_HOSTS_ANSWER));
    }

    @Override
    public Connections hosts() {
        return new Connections(
                time(Setting.CONNECT_TIMEOUT),
                time(Setting.CALL_TIMEOUT),
                time(Setting.RELIST_INTERVAL),
                count(Setting.THREADS),
                size(Setting.ANSWER));
    }

    @Override
    public LeaderElection leaderElection() {
        return new LeaderElection(isOn(Setting.LEADER_ELECTION), value(Setting.LEASE_NAME));
    }
}
