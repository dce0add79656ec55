package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What belongs to a unix socket alone. */
@Feature(Column.FAULTS)
interface SocketStories extends Told {

    @Test
    default void a_socket_that_the_operator_may_not_use_is_told_and_used_once_it_may() throws IOException {
        assumeTrue(
                story().operator().heedsPermissions(),
                "the operator would run as root, and nothing takes root's rights from it here: setpriv(1) does");
        Path socket = story().place().ownSocket();
        Set<PosixFilePermission> usual = Files.getPosixFilePermissions(socket);
        TestHost host;
        TestInstance web;
        Files.setPosixFilePermissions(socket, Set.of());
        try {
            host = story().host();
            web = story().create("web", "");

            Condition ready = host.awaitReady("Unreachable");
            assertThat(ready.getMessage()).contains(socket.toString(), "no permission", "group that owns it");
            assertThat(web.awaitReady("HostUnreachable").getMessage()).contains(host.name(), "no permission");
        } finally {
            Files.setPosixFilePermissions(socket, usual);
        }

        host.awaitReady("Connected");
        web.awaitReady();
    }

    @Test
    default void an_admin_who_shuts_the_hosts_machine_down_is_not_fought_and_all_goes_on_when_it_is_back() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        // a real daemon waits that long for one that does not listen; what it has stopped by then is not to be started
        TestInstance slow = story().create("slow", "powerState: Frozen\nconfig: {boot.host_shutdown_timeout: '5'}");
        slow.awaitReady();

        story().place().shutDownMachine();

        web.await(
                "is not Ready for the host is going, or gone",
                now -> Set.of("HostShuttingDown", "HostUnreachable").contains(TestInstance.readyBecause(now)));

        story().place().startDaemon();
        web.awaitReady();
        slow.awaitReady();
        assertThat(story().admin().get(web.ref()).status()).isEqualTo("Running");
    }
}
