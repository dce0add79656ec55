package dev.incusoperator.instance.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.ConfigCatalogue;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartNeedsTest {
    private static final Optional<ConfigCatalogue> LIST = Optional.of(
            new ConfigCatalogue(Map.of("raw.lxc", true, "limits.cpu", false, "user.*", true, "boot.autostart", false)));

    @ParameterizedTest(name = "{0}: with the server''s list {1}, without {2}")
    @CsvSource({
        "raw.lxc, false, true",
        "limits.cpu, true, false",
        "user.anything, false, false",
        "boot.autostart, false, false",
        "security.privileged, true, true",
        "security.syscalls.deny, true, true",
        "security.protection.delete, false, false",
        "linux.sysctl.net.ipv4.ip_forward, true, true",
        "cloud-init.user-data, true, true",
        "something.new, false, false",
    })
    void the_servers_own_word_counts_first(String key, boolean byTheList, boolean byTheTable) {
        assertThat(RestartNeeds.waitsForStart(key, LIST)).isEqualTo(byTheList);
        assertThat(RestartNeeds.waitsForStart(key, Optional.empty())).isEqualTo(byTheTable);
    }
}
