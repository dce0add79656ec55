package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.host.Host.ServerOperation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerOperationsTest {
    private static final InstanceRef WEB = new InstanceRef("default", "web");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final ServerOperations operations = new ServerOperations(clock);

    private static Operation operation(String id, int code, String description, String... instances) {
        return new Operation(
                id, "task", description, code, "", "", false, Map.of("instances", List.of(instances)), null, "none");
    }

    private static Operation copy(int code) {
        return operation("copy", code, "Creating instance", "/1.0/instances/web2", "/1.0/instances/web");
    }

    private Optional<ServerOperation> on(InstanceRef ref) {
        return operations.on(ref, true, (id, instance) -> false);
    }

    @Test
    void an_operation_is_known_from_its_first_event_to_its_end_and_who_waits_for_it_is_named() {
        operations.heard(copy(105), "default");
        assertThat(on(WEB)).contains(new ServerOperation("copy", "Creating instance"));

        assertThat(operations.heard(copy(200), "default")).contains(WEB);
        assertThat(on(WEB)).isEmpty();
    }

    @Test
    void nobody_is_told_of_the_end_of_what_nobody_waits_for() {
        operations.heard(copy(103), "default");

        assertThat(operations.heard(copy(200), "default")).isEmpty();
    }

    @Test
    void a_command_is_no_reason_to_leave_a_state_alone_however_long_it_runs() {
        operations.heard(operation("run", 103, "Executing command", "/1.0/instances/web"), "default");

        assertThat(on(WEB)).isEmpty();
    }

    @Test
    void an_operation_is_about_instances_of_its_own_project_or_the_one_that_they_name() {
        operations.heard(operation("a", 103, "Snapshotting instance", "/1.0/instances/web"), "team");
        operations.heard(operation("b", 103, "Snapshotting instance", "/1.0/instances/db?project=lab"), "team");

        assertThat(on(WEB)).isEmpty();
        assertThat(on(new InstanceRef("team", "web"))).isPresent();
        assertThat(on(new InstanceRef("lab", "db"))).isPresent();
        assertThat(on(new InstanceRef("team", "db"))).isEmpty();
    }

    @Test
    void a_copy_into_another_project_names_its_source_there_and_counts_for_what_is_frozen() {
        operations.heard(
                operation(
                        "copy",
                        103,
                        "Creating instance",
                        "/1.0/instances/web2?project=lab",
                        "/1.0/instances/web?project=lab"),
                "lab");

        assertThat(on(WEB)).isPresent();
        assertThat(operations.heard(
                        operation("copy", 200, "Creating instance", "/1.0/instances/web2?project=lab"), "lab"))
                .containsExactly(WEB);
        assertThat(operations.on(WEB, false, (id, instance) -> false)).isEmpty();
    }

    @Test
    void what_was_begun_here_for_the_instance_does_not_count_and_for_another_one_it_does() {
        operations.heard(copy(103), "default");

        assertThat(operations.on(
                        new InstanceRef("default", "web2"),
                        true,
                        (id, ref) -> ref.name().equals("web2")))
                .isEmpty();
        assertThat(operations.on(WEB, true, (id, ref) -> ref.name().equals("web2")))
                .isPresent();
    }

    @Test
    void nothing_is_sure_before_the_server_was_asked_and_after_a_gap_in_the_events() {
        assertThat(operations.isSure(WEB)).isFalse();

        operations.listed(List.of(copy(103)), Optional.empty());
        assertThat(operations.isSure(WEB)).isTrue();
        assertThat(on(WEB)).isPresent();

        operations.forget();
        assertThat(operations.isSure(WEB)).isFalse();
        assertThat(on(WEB)).isEmpty();
    }

    @Test
    void what_nothing_was_heard_of_for_a_while_is_asked_for_and_believed_again_where_it_still_runs() {
        operations.listed(List.of(copy(103)), Optional.of("default"));
        now = now.plus(Duration.ofSeconds(31));
        assertThat(operations.isSure(WEB)).isFalse();
        assertThat(on(WEB)).isEmpty();

        operations.listed(List.of(copy(103)), Optional.of("default"));
        assertThat(operations.isSure(WEB)).isTrue();
        assertThat(on(WEB)).isPresent();

        operations.listed(List.of(), Optional.of("default"));
        assertThat(on(WEB)).isEmpty();
        assertThat(operations.isSure(WEB)).isTrue();
    }

    @Test
    void a_host_that_tells_of_ever_more_operations_is_asked_instead_of_remembered() {
        operations.listed(List.of(), Optional.empty());
        for (int i = 0; i < 5_000; i++) {
            operations.heard(operation("op-" + i, 103, "Updating instance", "/1.0/instances/i" + i), "default");
        }

        assertThat(on(new InstanceRef("default", "i0"))).isEmpty();
        assertThat(operations.isSure(WEB)).isFalse();
        assertThat(on(new InstanceRef("default", "i4999"))).isPresent();
    }

    @Test
    void what_is_no_path_of_an_instance_is_none() {
        operations.heard(
                operation(
                        "x",
                        103,
                        "Snapshotting instance",
                        "",
                        "/1.0/instances/web/snapshots/s",
                        "/1.0/instances/../web"),
                "default");

        assertThat(on(WEB)).isEmpty();
    }
}
