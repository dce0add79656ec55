package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an admin sets, and what is said where it is not what it should be. */
class SettingsTest {
    private static Settings ofVariables(Map<String, String> variables) {
        return Settings.read(
                new SmallRyeConfigBuilder()
                        .withSources(new EnvConfigSource(variables, 300))
                        .build(),
                variables.keySet());
    }

    private static Settings ofProperties(Map<String, String> properties) {
        return Settings.read(
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .build(),
                Map.<String, String>of().keySet());
    }

    @Test
    void without_any_the_defaults_are_in_effect_and_right() {
        Settings settings = ofVariables(Map.of());

        assertThat(settings.faults()).isEmpty();
        assertThat(settings.namespace()).isEmpty();
        assertThat(settings.namespacedHosts().enabled()).isTrue();
        assertThat(settings.namespacedHosts().allowLocalAddresses()).isFalse();
        assertThat(settings.hosts().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.hosts().callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.hosts().relistInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.hosts().threads()).isEqualTo(64);
        assertThat(settings.leaderElection()).isEqualTo(new OperatorSettings.LeaderElection(false, "incus-operator"));
    }

    @Test
    void variables_and_properties_are_both_read_and_shown_in_one_line() {
        Settings byVariable = ofVariables(Map.of("INCUS_OPERATOR_HOSTS_CALL_TIMEOUT", "1m"));
        Settings byProperty = ofProperties(Map.of("incus-operator.hosts.call-timeout", "PT1M"));

        assertThat(byVariable.faults()).isEmpty();
        assertThat(byVariable.hosts().callTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(byVariable.toString())
                .contains("hosts.call-timeout=1m", "hosts.threads=64")
                .doesNotContain("\n");
        assertThat(byProperty.faults()).isEmpty();
        assertThat(byProperty.hosts().callTimeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "INCUS_OPERATOR_HOSTS_CALL_TIMEOUT, soon, such as 30s",
        "INCUS_OPERATOR_HOSTS_CALL_TIMEOUT, 0, longer than nothing",
        "INCUS_OPERATOR_HOSTS_CONNECT_TIMEOUT, -5s, longer than nothing",
        "INCUS_OPERATOR_HOSTS_RELIST_INTERVAL, 400d, no longer than a day",
        "INCUS_OPERATOR_HOSTS_THREADS, 0, from 1 to 1024",
        "INCUS_OPERATOR_HOSTS_THREADS, 2000, from 1 to 1024",
        "INCUS_OPERATOR_NAMESPACED_HOSTS_MAX_PER_NAMESPACE, 0, from 1 to 1024",
        "INCUS_OPERATOR_HOSTS_MAX_ANSWER, 64, such as 8Mi",
        "INCUS_OPERATOR_NAMESPACED_HOSTS_MAX_ANSWER, 2Gi, from 1Mi to 1Gi",
        "INCUS_OPERATOR_NAMESPACED_HOSTS_MAX_ANSWER, 4Ki, from 1Mi to 1Gi",
        "INCUS_OPERATOR_NAMESPACED_HOSTS_ENABLED, perhaps, true or false",
        "INCUS_OPERATOR_NAMESPACED_HOSTS_ALLOW_LOCAL_ADDRESSES, yes, true or false",
        "INCUS_OPERATOR_NAMESPACE, Of Mine, lower case letters",
        "INCUS_OPERATOR_PROCESS_LEADER_ELECTION_LEASE_NAME, Lease!, lower case letters"
    })
    void a_value_that_is_none_is_refused_with_what_to_write_instead(String variable, String value, String instead) {
        assertThat(ofVariables(Map.of(variable, value)).faults())
                .singleElement()
                .asString()
                .contains(variable, "'" + value + "'", instead);
    }

    @Test
    void what_is_no_setting_is_refused_with_those_that_there_are() {
        assertThat(ofVariables(Map.of("INCUS_OPERATOR_HOSTS_CALL_TIMOUT", "1m")).faults())
                .singleElement()
                .asString()
                .contains("INCUS_OPERATOR_HOSTS_CALL_TIMOUT", "incus-operator.hosts.call-timeout");
        assertThat(ofProperties(Map.of("incus-operator.hosts.call-timout", "1m"))
                        .faults())
                .singleElement()
                .asString()
                .contains("incus-operator.hosts.call-timout", "incus-operator.hosts.call-timeout");
    }

    @Test
    void variables_that_kubernetes_makes_for_a_service_of_the_operators_name_are_not_minded() {
        assertThat(ofVariables(Map.of(
                                "INCUS_OPERATOR_SERVICE_HOST", "10.0.0.1",
                                "INCUS_OPERATOR_PORT_8080_TCP", "tcp://10.0.0.1:8080"))
                        .faults())
                .isEmpty();
    }
}
