package dev.incusoperator.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.IncusException.OperationFailed;
import dev.incusoperator.client.IncusException.OperationLost;
import dev.incusoperator.client.IncusException.Timeout;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.client.model.Versioned;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does, as the client shows it. Subclasses say which server; nothing here knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Feature(Column.API)
public abstract class IncusContract {
    private IncusClient client;
    private Fixture fixture;
    private SharedInstance shared;

    /** The server; a subclass whose server is not there ends by an assumption that says what is missing. */
    protected abstract ServerUnderTest server();

    @BeforeEach
    void connect() {
        client = server().client();
        fixture = new Fixture(client);
    }

    @AfterEach
    void leave_nothing_behind() {
        if (client != null) {
            fixture.removeAll();
            client.close();
        }
    }

    @AfterAll
    void leave_no_shared_instance_behind() {
        if (shared != null) {
            shared.close();
        }
    }

    /** A running instance for tests that leave it as it is. */
    private InstanceRef shared() {
        if (shared == null) {
            shared = new SharedInstance(server().client());
        }
        return shared.ref();
    }

    // the server itself

    @Test
    void the_server_says_what_it_is() {
        ServerInfo info = client.server().get();

        assertThat(info.product()).isEqualTo(server().product());
        assertThat(info.version()).matches("\\d+\\.\\d+.*");
        assertThat(info.trusted()).isTrue();
        assertThat(info.serverName()).isNotBlank();
        assertThat(info.certificateFingerprint()).matches("[0-9a-f]{64}");
        assertThat(info.architectures()).isNotEmpty();
        assertThat(info.storageDrivers()).contains("dir");
        assertThat(info.clustered()).isFalse();
        assertThat(info.has("container_exec_recording")).isTrue();
        assertThat(info.has("no_such_extension")).isFalse();
    }

    @Test
    void a_project_exists_or_does_not() {
        assertThat(client.server().projectExists("default")).isTrue();
        assertThat(client.server().projectExists("no-such-project")).isFalse();
    }

    @Test
    void the_profiles_of_a_project_are_listed_with_their_devices() {
        List<Profile> profiles = client.server().profiles("default");

        assertThat(profiles).extracting(Profile::name).contains("default");
        Profile profile = profiles.stream()
                .filter(each -> each.name().equals("default"))
                .findFirst()
                .orElseThrow();
        assertThat(profile.project()).isEqualTo("default");
        assertThat(profile.devices()).containsKey("root");
        assertThat(profile.devices().get("root")).containsEntry("type", "disk");
    }

    @Test
    void a_profile_or_a_project_that_exists_is_not_made_again() {
        String project = fixture.projectWithProfiles();
        ApiRequest profile = ApiRequest.post("profiles").project(project).json(Map.of("name", "extra"));
        client.request(profile);

        assertThatThrownBy(() -> client.request(profile))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isIn(409, 500))
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> client.request(ApiRequest.post("projects").json(Map.of("name", project))))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isIn(409, 500));
    }

    @Test
    void which_keys_take_effect_at_once_is_told_by_incus_alone() {
        ApiRequest request = ApiRequest.get("metadata/configuration");

        if (server().product() == ServerInfo.Product.INCUS) {
            assertThat(client.request(request)
                            .metadata()
                            .path("configs")
                            .path("instance")
                            .isObject())
                    .isTrue();
        } else {
            assertThatThrownBy(() -> client.request(request))
                    .isInstanceOfSatisfying(
                            ApiError.class, e -> assertThat(e.code()).isEqualTo(404));
        }
    }

    @Test
    void a_path_that_does_not_exist_is_an_error_of_the_api() {
        assertThatThrownBy(() -> client.request(ApiRequest.get("no-such-thing")))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(404))
                .hasMessageContaining("GET /1.0/no-such-thing")
                .hasMessageContaining(client.target());
    }

    @Test
    void a_body_that_is_no_json_is_refused_at_once() {
        ApiRequest request = ApiRequest.post("instances").raw("{".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> client.request(request))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isIn(400, 500));
    }

    // creation

    @Test
    void an_instance_is_created_stopped_where_nothing_else_is_asked() {
        InstanceRef ref = fixture.name();

        Operation operation = finished(client.instances().create("default", null, fixture.definition(ref)));

        assertThat(operation.succeeded()).isTrue();
        Instance instance = read(ref);
        assertThat(instance.status()).isEqualTo("Stopped");
        assertThat(instance.statusCode()).isEqualTo(102);
        assertThat(instance.type()).isEqualTo("container");
        assertThat(instance.profiles()).containsExactly("default");
        assertThat(instance.ephemeral()).isFalse();
        assertThat(instance.uuid()).isPresent();
        assertThat(instance.config()).containsKey("image.os");
        assertThat(instance.expandedDevices()).containsKey("root");
        assertThat(instance.devices()).doesNotContainKey("root");
    }

    @Test
    void start_at_creation_is_done_by_those_servers_that_say_they_can() {
        InstanceRef ref = fixture.name();
        ObjectNode definition = fixture.definition(ref).put("start", true);

        finished(client.instances().create("default", null, definition));

        boolean can = client.server().get().has("instance_create_start");
        assertThat(can).isEqualTo(server().product() == ServerInfo.Product.INCUS);
        assertThat(read(ref).status()).isEqualTo(can ? "Running" : "Stopped");
    }

    @Test
    void a_name_that_is_taken_is_refused_and_what_has_it_stays() {
        InstanceRef ref = fixture.created(Map.of("user.mark", "first"));
        ObjectNode second = fixture.definition(ref);
        second.withObject("/config").put("user.mark", "second");

        assertThatThrownBy(() -> finished(client.instances().create("default", null, second)))
                .isInstanceOfAny(OperationFailed.class, ApiError.class);

        assertThat(read(ref).config()).containsEntry("user.mark", "first");
    }

    @Test
    void a_config_value_that_is_wrong_fails_the_creation() {
        InstanceRef ref = fixture.name();
        ObjectNode definition = fixture.definition(ref);
        definition.withObject("/config").put("limits.cpu", "banana");

        assertThatThrownBy(() -> finished(client.instances().create("default", null, definition)))
                .isInstanceOfAny(OperationFailed.class, ApiError.class)
                .hasMessageContaining("CPU");

        assertThat(client.instances().get(ref, false)).isEmpty();
    }

    @Test
    void an_image_that_is_not_there_fails_the_creation() {
        InstanceRef ref = fixture.name();
        ObjectNode definition = fixture.definition(ref);
        definition.withObject("/source").put("alias", "no-such-image");

        assertThatThrownBy(() -> finished(client.instances().create("default", null, definition)))
                .isInstanceOfAny(OperationFailed.class, ApiError.class);

        assertThat(client.instances().get(ref, false)).isEmpty();
    }

    @Test
    void a_network_that_is_not_there_fails_the_creation_and_is_not_taken_for_a_lost_operation() {
        InstanceRef ref = fixture.name();
        ObjectNode definition = fixture.definition(ref);
        definition
                .withObject("/devices/eth7")
                .put("type", "nic")
                .put("network", "no-such-net")
                .put("name", "eth7");

        assertThatThrownBy(() -> finished(client.instances().create("default", null, definition)))
                .isInstanceOfAny(OperationFailed.class, ApiError.class)
                .hasMessageContaining("not found");
    }

    @Test
    void a_name_that_is_none_is_refused_at_once() {
        ObjectNode definition = fixture.definition(new InstanceRef("default", "bad_name!"));

        assertThatThrownBy(() -> client.instances().create("default", null, definition))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-abc",
                "abc-",
                "a_b",
                "a.b",
                "a/b",
                "an-a-for-every-letter-and-one-more-than-there-may-be-in-a-name-aaaa"
            })
    void a_name_is_made_of_letters_digits_and_hyphens_and_no_hyphen_is_at_its_ends(String name) {
        ObjectNode definition = fixture.definition(new InstanceRef("default", name));

        assertThatThrownBy(() -> client.instances().create("default", null, definition))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
    }

    @Test
    void a_name_may_have_sixty_three_letters() {
        InstanceRef ref = fixture.name("a".repeat(30) + "-" + "B7".repeat(16));

        finished(client.instances().create("default", null, fixture.definition(ref)));

        assertThat(read(ref).name()).hasSize(63);
    }

    // reading

    @Test
    void an_instance_is_read_with_its_state_where_that_is_asked() {
        InstanceRef ref = shared();

        Versioned<Instance> with = client.instances().get(ref, true).orElseThrow();
        Versioned<Instance> without = client.instances().get(ref, false).orElseThrow();

        assertThat(with.value().state()).isNotNull();
        assertThat(with.value().state().pid()).isPositive();
        assertThat(with.value().state().addresses())
                .anySatisfy(address -> assertThat(address.address()).isEqualTo("127.0.0.1"));
        assertThat(without.value().state()).isNull();
        assertThat(with.etag()).isNotEmpty();
    }

    @Test
    void the_etag_is_the_same_with_and_without_state() {
        InstanceRef ref = fixture.created(Map.of());

        assertThat(client.instances().get(ref, true).orElseThrow().etag())
                .isEqualTo(client.instances().get(ref, false).orElseThrow().etag());
    }

    @Test
    void an_instance_that_is_not_there_is_empty() {
        assertThat(client.instances().get(fixture.name(), false)).isEmpty();
        assertThat(client.instances().get(fixture.name(), true)).isEmpty();
    }

    @Test
    void a_project_that_is_not_there_has_no_instances_and_that_proves_nothing() {
        assertThat(client.instances().list("no-such-project")).isEmpty();
        assertThat(client.instances().get(new InstanceRef("no-such-project", "x"), false))
                .isEmpty();
    }

    @Test
    void a_listing_holds_every_instance_of_the_project_without_state() {
        InstanceRef one = fixture.created(Map.of("user.mark", "one"));
        InstanceRef two = fixture.created(Map.of("user.mark", "two"));

        List<Instance> listed = client.instances().list("default");

        assertThat(listed).extracting(Instance::ref).contains(one, two);
        Instance first = listed.stream()
                .filter(each -> each.ref().equals(one))
                .findFirst()
                .orElseThrow();
        assertThat(first.config()).containsEntry("user.mark", "one");
        assertThat(first.expandedDevices()).containsKey("root");
        assertThat(first.state()).isNull();
    }

    @Test
    void a_listing_of_all_projects_says_which_project_each_is_in() {
        String project = fixture.project();
        InstanceRef here = fixture.created(Map.of());
        InstanceRef there = fixture.createdIn(project, Map.of());

        assertThat(client.instances().listAllProjects())
                .extracting(Instance::ref)
                .contains(here, there);
        assertThat(client.instances().list("default"))
                .extracting(Instance::ref)
                .contains(here)
                .doesNotContain(there);
        assertThat(client.instances().list(project)).extracting(Instance::ref).containsExactly(there);
    }

    @Test
    void one_listing_may_hold_the_state_of_every_instance() {
        InstanceRef ref = shared();

        List<Instance> listed = new ArrayList<>();
        client.request(ApiRequest.get("instances").query("recursion", "2").project("default"))
                .metadata()
                .forEach(each -> listed.add(Instance.from(each, "default")));

        assertThat(listed)
                .filteredOn(each -> each.ref().equals(ref))
                .singleElement()
                .satisfies(each -> assertThat(each.state().pid()).isPositive());
    }

    @Test
    void what_the_server_keeps_in_the_config_changes_by_itself() {
        InstanceRef ref = fixture.created(Map.of("user.mark", "mine"));
        Instance stopped = read(ref);

        change(ref, Action.START, false);

        Instance running = read(ref);
        assertThat(running.config()).isNotEqualTo(stopped.config());
        assertThat(declared(running)).isEqualTo(declared(stopped)).containsOnlyKeys("user.mark");
        assertThat(running.uuid()).isEqualTo(stopped.uuid());
    }

    private static Map<String, String> declared(Instance instance) {
        Map<String, String> declared = new HashMap<>(instance.config());
        declared.keySet().removeIf(key -> key.startsWith("volatile.") || key.startsWith("image."));
        return declared;
    }

    // power

    @Test
    void an_instance_is_started_frozen_thawed_restarted_and_stopped() {
        InstanceRef ref = fixture.created(Map.of());

        change(ref, Action.START, false);
        assertThat(read(ref).status()).isEqualTo("Running");
        change(ref, Action.FREEZE, false);
        assertThat(read(ref).status()).isEqualTo("Frozen");
        change(ref, Action.UNFREEZE, false);
        assertThat(read(ref).status()).isEqualTo("Running");
        change(ref, Action.RESTART, true);
        assertThat(read(ref).status()).isEqualTo("Running");
        change(ref, Action.STOP, false);
        assertThat(read(ref).status()).isEqualTo("Stopped");
    }

    @Test
    void a_stopped_instance_cannot_be_stopped() {
        InstanceRef ref = fixture.created(Map.of());

        assertThatThrownBy(() -> change(ref, Action.STOP, true))
                .isInstanceOfSatisfying(
                        OperationFailed.class, e -> assertThat(e.serverText()).contains("already stopped"))
                .hasMessageContaining("PUT /1.0/instances/" + ref.name() + "/state");
    }

    @Test
    void starting_a_running_instance_leaves_it_running() {
        InstanceRef ref = shared();

        try {
            change(ref, Action.START, false);
        } catch (OperationFailed e) {
            assertThat(e.serverText()).contains("already running");
        }

        assertThat(read(ref).status()).isEqualTo("Running");
    }

    // commands

    @Test
    void a_command_leaves_its_exit_code_and_both_of_its_outputs() {
        InstanceRef ref = shared();

        Operation operation = run(ref, "echo to stdout; echo to stderr >&2; exit 3");

        assertThat(operation.succeeded()).isTrue();
        assertThat(operation.returnCode()).contains(3);
        assertThat(log(ref, operation, 1)).isEqualTo("to stdout\n");
        assertThat(log(ref, operation, 2)).isEqualTo("to stderr\n");
    }

    @Test
    void a_command_that_prints_nothing_leaves_empty_logs() {
        InstanceRef ref = shared();

        Operation operation = run(ref, "true");

        assertThat(operation.returnCode()).contains(0);
        assertThat(log(ref, operation, 1)).isEmpty();
    }

    @Test
    void a_command_has_its_environment_user_and_directory() {
        InstanceRef ref = shared();
        ExecCommand command = new ExecCommand(
                List.of("sh", "-c", "echo $WORD $(id -u) $(id -g) $(pwd)"),
                Map.of("WORD", "a b=c"),
                1000,
                1000,
                "/tmp",
                true);

        Operation operation = finished(client.instances().exec(ref, command));

        assertThat(log(ref, operation, 1)).isEqualTo("a b=c 1000 1000 /tmp\n");
    }

    @Test
    void a_command_that_is_not_found_is_a_failed_operation() {
        InstanceRef ref = shared();
        ExecCommand command = command(List.of("no-such-command"));

        assertThatThrownBy(() -> finished(client.instances().exec(ref, command)))
                .isInstanceOfSatisfying(
                        OperationFailed.class, e -> assertThat(e.serverText()).isEqualTo("Command not found"));
    }

    @Test
    void waiting_for_an_operation_that_failed_is_answered_with_200_all_the_same() {
        ApiResponse begun = client.instances().exec(shared(), command(List.of("no-such-command")));

        ApiResponse raw =
                client.request(ApiRequest.get("operations", begun.operationId().orElseThrow(), "wait")
                        .query("timeout", "20")
                        .withoutValidation());

        assertThat(raw.httpStatus()).isEqualTo(200);
        assertThat(raw.json().path("type").asText()).isEqualTo(waitAnswersErrors() ? "error" : "sync");
        assertThatThrownBy(() -> finished(begun)).isInstanceOf(OperationFailed.class);
    }

    /** So does Incus until 6.0.4, and from 6.1 until 6.11; from then on it answers with the operation, as LXD does. */
    private boolean waitAnswersErrors() {
        ServerInfo info = client.server().get();
        return info.product() == ServerInfo.Product.INCUS
                && info.version().matches("6\\.(0(\\.[0-4])?|([1-9]|1[01])(\\..*)?)");
    }

    @Test
    void a_failed_operation_is_what_finished_completes_with() {
        InstanceRef ref = shared();
        ApiResponse begun = client.instances().exec(ref, command(List.of("no-such-command")));

        Operation operation = client.operations()
                .finished(begun.operationId().orElseThrow())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        assertThat(operation.done()).isTrue();
        assertThat(operation.succeeded()).isFalse();
        assertThat(operation.err()).isEqualTo("Command not found");
    }

    @Test
    void a_command_in_a_stopped_instance_is_refused_at_once() {
        InstanceRef ref = fixture.created(Map.of());

        assertThatThrownBy(() -> client.instances().exec(ref, command(List.of("true"))))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
    }

    @Test
    void a_recorded_command_cannot_be_cancelled() {
        InstanceRef ref = shared();
        ApiResponse begun = client.instances().exec(ref, command(List.of("sleep", "2")));
        String id = begun.operationId().orElseThrow();

        assertThat(client.operations().get(id).orElseThrow().mayCancel()).isFalse();
        assertThatThrownBy(() -> client.request(ApiRequest.delete("operations", id)))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
        finished(begun);
    }

    // logs

    @Test
    void the_end_of_a_log_is_read_without_the_rest() {
        InstanceRef ref = shared();
        Operation operation = run(ref, "seq 1 20000");
        String path = operation.outputPath(1).orElseThrow();

        LogTail tail = client.instances().logTail(ref.project(), path, 12).orElseThrow();

        assertThat(new String(tail.bytes(), StandardCharsets.UTF_8)).isEqualTo("19999\n20000\n");
        assertThat(tail.total()).isEqualTo(108_894);
        assertThat(tail.truncated()).isTrue();
    }

    @Test
    void a_log_shorter_than_what_is_asked_for_is_read_whole() {
        InstanceRef ref = shared();
        String path = run(ref, "echo short").outputPath(1).orElseThrow();

        LogTail tail = client.instances().logTail(ref.project(), path, 4096).orElseThrow();

        assertThat(new String(tail.bytes(), StandardCharsets.UTF_8)).isEqualTo("short\n");
        assertThat(tail.truncated()).isFalse();
    }

    @Test
    void a_deleted_log_is_gone_and_may_be_deleted_again() {
        InstanceRef ref = shared();
        String path = run(ref, "echo gone").outputPath(1).orElseThrow();

        client.instances().deleteLog(ref.project(), path);

        assertThat(client.instances().logTail(ref.project(), path, 100)).isEmpty();
        client.instances().deleteLog(ref.project(), path);
    }

    @Test
    void a_log_outlives_its_operation() {
        InstanceRef ref = shared();
        Operation operation = run(ref, "echo kept");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> client.operations().get(operation.id()).isEmpty());

        assertThat(log(ref, operation, 1)).isEqualTo("kept\n");
        client.instances().deleteLog(ref.project(), operation.outputPath(1).orElseThrow());
    }

    @Test
    void a_log_in_another_project_is_found_there() {
        InstanceRef ref = fixture.runningIn(fixture.project());

        Operation operation = run(ref, "echo elsewhere");

        assertThat(operation.outputPath(1).orElseThrow()).doesNotContain("project=");
        assertThat(log(ref, operation, 1)).isEqualTo("elsewhere\n");
    }

    // files

    @Test
    void a_file_is_written_and_read_with_its_owner_and_mode() {
        InstanceRef ref = shared();
        byte[] content = {0, 1, (byte) 0xff, '\n'};

        client.instances().pushFile(ref, "/tmp/a file", new FileContent(content, 1000, 1001, 0640));

        FileContent read =
                client.instances().readFile(ref, "/tmp/a file", 65_536).orElseThrow();
        assertThat(read.bytes()).isEqualTo(content);
        assertThat(client.instances().fileAttributes(ref, "/tmp/a file"))
                .contains(new FileAttributes("file", 1000, 1001, 0640));
        assertThat(new FileAttributes("file", read.uid(), read.gid(), read.mode()))
                .isEqualTo(new FileAttributes("file", 1000, 1001, 0640));
    }

    @Test
    void a_file_is_written_over_another() {
        InstanceRef ref = shared();
        client.instances().pushFile(ref, "/tmp/twice", new FileContent(new byte[] {1, 2, 3}, 0, 0, 0600));

        client.instances().pushFile(ref, "/tmp/twice", new FileContent(new byte[] {4}, 0, 0, 0600));

        assertThat(client.instances()
                        .readFile(ref, "/tmp/twice", 65_536)
                        .orElseThrow()
                        .bytes())
                .containsExactly(4);
    }

    @Test
    void a_file_that_is_written_over_keeps_its_owner_and_mode() {
        InstanceRef ref = shared();
        client.instances().pushFile(ref, "/tmp/kept", new FileContent(new byte[] {1}, 0, 0, 0644));

        client.instances().pushFile(ref, "/tmp/kept", new FileContent(new byte[] {2}, 5, 6, 0600));

        assertThat(client.instances().fileAttributes(ref, "/tmp/kept"))
                .contains(new FileAttributes("file", 0, 0, 0644));
    }

    @Test
    void a_link_is_told_as_itself_and_followed_by_who_reads_it() {
        InstanceRef ref = shared();
        client.instances().pushFile(ref, "/tmp/target", new FileContent(new byte[] {7}, 0, 0, 0644));
        finished(client.instances().exec(ref, command(List.of("ln", "-s", "target", "/tmp/link"))));
        finished(client.instances().exec(ref, command(List.of("ln", "-s", "/tmp/link", "/tmp/link-to-link"))));
        finished(client.instances().exec(ref, command(List.of("ln", "-s", "nothing", "/tmp/dangling"))));

        assertThat(client.instances()
                        .fileAttributes(ref, "/tmp/link")
                        .orElseThrow()
                        .type())
                .isEqualTo("symlink");
        assertThat(client.instances()
                        .readFile(ref, "/tmp/link-to-link", 65_536)
                        .orElseThrow()
                        .bytes())
                .containsExactly(7);
        assertThat(client.instances().readFile(ref, "/tmp/dangling", 65_536)).isEmpty();
    }

    @Test
    void a_file_that_is_deleted_is_gone_and_may_be_deleted_again() {
        InstanceRef ref = shared();
        client.instances().pushFile(ref, "/tmp/deleted", new FileContent(new byte[] {1}, 0, 0, 0644));

        client.instances().deleteFile(ref, "/tmp/deleted");
        client.instances().deleteFile(ref, "/tmp/deleted");

        assertThat(client.instances().fileAttributes(ref, "/tmp/deleted")).isEmpty();
    }

    @Test
    void a_directory_that_is_there_is_made_again_without_a_change() {
        InstanceRef ref = shared();
        client.instances().createDirectory(ref, "/tmp/twice-made", 1, 2, 0700);

        client.instances().createDirectory(ref, "/tmp/twice-made", 0, 0, 0755);

        assertThat(client.instances().fileAttributes(ref, "/tmp/twice-made"))
                .contains(new FileAttributes("directory", 1, 2, 0700));
    }

    @Test
    void a_directory_in_the_place_of_a_file_or_on_the_way_to_it_is_told() {
        InstanceRef ref = shared();
        client.instances().pushFile(ref, "/tmp/regular", new FileContent(new byte[] {1}, 0, 0, 0644));

        assertThatThrownBy(() -> client.instances().pushFile(ref, "/tmp", new FileContent(new byte[0], 0, 0, 0600)))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() ->
                        client.instances().pushFile(ref, "/tmp/regular/x", new FileContent(new byte[0], 0, 0, 0600)))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("not a directory");
    }

    @Test
    void a_file_that_is_not_there_is_empty_and_a_directory_is_made_for_one() {
        InstanceRef ref = shared();
        assertThat(client.instances().readFile(ref, "/tmp/made/x", 65_536)).isEmpty();
        assertThatThrownBy(
                        () -> client.instances().pushFile(ref, "/tmp/made/x", new FileContent(new byte[0], 0, 0, 0600)))
                .isInstanceOf(ApiError.class);

        client.instances().createDirectory(ref, "/tmp/made", 0, 0, 0750);
        client.instances().pushFile(ref, "/tmp/made/x", new FileContent(new byte[0], 0, 0, 0600));

        assertThat(client.instances().readFile(ref, "/tmp/made/x", 65_536)).isPresent();
    }

    // changes

    @Test
    void a_definition_is_replaced_where_it_is_still_as_it_was_read() {
        InstanceRef ref = fixture.created(Map.of("user.old", "1"));
        Versioned<Instance> before = client.instances().get(ref, false).orElseThrow();

        ObjectNode changed = fixture.editable(ref);
        changed.withObject("/config").put("user.new", "2").remove("user.old");
        finished(client.instances().replace(ref, changed, before.etag()));

        assertThat(read(ref).config()).containsEntry("user.new", "2").doesNotContainKey("user.old");
        assertThat(client.instances().get(ref, false).orElseThrow().etag()).isNotEqualTo(before.etag());
    }

    @Test
    void a_snapshot_shows_what_the_instance_was_when_it_was_taken() {
        InstanceRef ref = fixture.created(Map.of("user.color", "gold"));
        finished(client.request(ApiRequest.post("instances", ref.name(), "snapshots")
                .project(ref.project())
                .json(Map.of("name", "first"))));
        ObjectNode changed = fixture.editable(ref);
        changed.withObject("/config").put("user.color", "silver");
        finished(client.instances().replace(ref, changed, ""));

        Instance then = client.instances().snapshot(ref, "first").orElseThrow();

        assertThat(then.config()).containsEntry("user.color", "gold");
        assertThat(then.profiles()).containsExactly("default");
        assertThat(client.instances().snapshot(ref, "second")).isEmpty();
        assertThat(client.instances().snapshot(fixture.name(), "first")).isEmpty();
    }

    @Test
    void a_definition_that_has_changed_meanwhile_is_not_replaced() {
        InstanceRef ref = fixture.created(Map.of());
        String stale = client.instances().get(ref, false).orElseThrow().etag();
        ObjectNode first = fixture.editable(ref);
        first.withObject("/config").put("user.by", "someone else");
        finished(client.instances().replace(ref, first, stale));
        ObjectNode second = fixture.editable(ref);
        second.withObject("/config").put("user.by", "us");

        assertThatThrownBy(() -> client.instances().replace(ref, second, stale))
                .isInstanceOfSatisfying(ApiError.class, e -> {
                    assertThat(e.code()).isEqualTo(412);
                    assertThat(e.retryable()).isTrue();
                });

        assertThat(read(ref).config()).containsEntry("user.by", "someone else");
    }

    @Test
    void a_patch_adds_a_key_and_may_be_answered_either_way() {
        InstanceRef ref = fixture.created(Map.of("user.old", "1"));

        ApiResponse answer = client.request(ApiRequest.patch("instances", ref.name())
                .project(ref.project())
                .json(Map.of("config", Map.of("user.new", "2"))));
        client.pollApi(answer, Fixture.PATIENCE);

        assertThat(read(ref).config()).containsEntry("user.new", "2").containsEntry("user.old", "1");
    }

    // operations

    @Test
    void a_synchronous_answer_is_returned_as_it_is() {
        ApiResponse answer = client.request(ApiRequest.get(""));

        assertThat(client.pollApi(answer, Duration.ZERO)).isSameAs(answer);
        assertThat(client.pollApi(answer)).isCompletedWithValue(answer);
    }

    @Test
    void an_operation_that_outlasts_the_wait_goes_on() {
        InstanceRef ref = shared();
        ApiResponse begun = client.instances().exec(ref, command(List.of("sh", "-c", "sleep 1; echo done")));

        assertThatThrownBy(() -> client.pollApi(begun, Duration.ofMillis(100))).isInstanceOf(Timeout.class);

        Operation operation = finished(begun);
        assertThat(operation.returnCode()).contains(0);
        assertThat(log(ref, operation, 1)).isEqualTo("done\n");
    }

    @Test
    void a_long_poll_that_runs_out_says_nothing_of_the_operation() {
        InstanceRef ref = shared();
        ApiResponse begun = client.instances().exec(ref, command(List.of("sleep", "2")));
        String id = begun.operationId().orElseThrow();

        ApiResponse poll = client.request(
                ApiRequest.get("operations", id, "wait").query("timeout", "1").withoutValidation());

        assertThat(poll.httpStatus()).isEqualTo(200);
        assertThat(poll.json().path("type").asText()).isEqualTo(waitAnswersErrors() ? "error" : "sync");
        assertThat(client.operations().get(id).orElseThrow().done()).isFalse();
        assertThat(finished(begun).succeeded()).isTrue();
    }

    @Test
    void an_operation_names_the_instance_that_it_is_about_also_before_there_is_one() {
        InstanceRef ref = fixture.name();
        ApiResponse begun = client.instances().create("default", null, fixture.definition(ref));

        assertThat(begun.operation().orElseThrow().isAbout(ref.name())).isTrue();
        assertThat(begun.operation().orElseThrow().isAbout("another")).isFalse();
        finished(begun);
    }

    @Test
    void operations_under_way_are_listed() {
        InstanceRef ref = shared();
        ApiResponse begun = client.instances().exec(ref, command(List.of("sleep", "1")));

        assertThat(client.operations().list("default"))
                .extracting(Operation::id)
                .contains(begun.operationId().orElseThrow());
        finished(begun);
    }

    @Test
    void an_operation_is_forgotten_soon_after_its_end() {
        InstanceRef ref = fixture.created(Map.of());
        ApiResponse begun = client.instances().delete(ref);
        String id = begun.operationId().orElseThrow();

        // A server that is just forgetting it no longer has it in memory, but still in its database: it takes it for
        // another cluster member's, and answers 500 "Missing event connection with target cluster member" after 10 s.
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsMatching(e -> e instanceof ApiError refused && refused.retryable())
                .until(() -> client.operations().get(id).isEmpty());

        assertThatThrownBy(() -> client.pollApi(begun, Fixture.PATIENCE)).isInstanceOf(OperationLost.class);
    }

    // deletion

    @Test
    void a_running_instance_is_not_deleted() {
        InstanceRef ref = shared();

        assertThatThrownBy(() -> finished(client.instances().delete(ref)))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(400));

        assertThat(read(ref).status()).isEqualTo("Running");
    }

    @Test
    void a_stopped_instance_is_deleted() {
        InstanceRef ref = fixture.created(Map.of());

        finished(client.instances().delete(ref));

        assertThat(client.instances().get(ref, false)).isEmpty();
        assertThatThrownBy(() -> client.instances().delete(ref))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(404));
    }

    // events

    @Test
    void the_life_of_an_instance_is_told_in_events() {
        String project = fixture.project();
        RecordedEvents events = RecordedEvents.of(client);

        InstanceRef ref = fixture.runningIn(project);
        change(ref, Action.STOP, true);
        finished(client.instances().delete(ref));

        await().untilAsserted(() -> assertThat(events.actionsOf(ref))
                .contains("instance-created", "instance-started", "instance-stopped", "instance-deleted"));
        assertThat(client.events().skipped()).isZero();
    }

    @Test
    void a_changed_definition_is_told_in_an_event() {
        InstanceRef ref = fixture.created(Map.of());
        RecordedEvents events = RecordedEvents.of(client);

        ObjectNode changed = fixture.editable(ref);
        changed.withObject("/config").put("user.new", "2");
        finished(client.instances().replace(ref, changed, ""));

        await().untilAsserted(() -> assertThat(events.actionsOf(ref)).contains("instance-updated"));
    }

    @Test
    void a_changed_profile_is_told_in_an_event() {
        RecordedEvents events = RecordedEvents.of(client);
        String project = fixture.projectWithProfiles();

        client.request(ApiRequest.post("profiles").project(project).json(Map.of("name", "extra")));

        await().untilAsserted(() -> assertThat(events.lifecycle()).anySatisfy(event -> {
            assertThat(event.action()).isEqualTo("profile-created");
            assertThat(event.project()).isEqualTo(project);
            assertThat(event.name()).isEqualTo("extra");
            assertThat(event.instance()).isEmpty();
        }));
    }

    @Test
    void an_operation_is_told_from_its_beginning_to_its_end_and_ends_once() {
        RecordedEvents events = RecordedEvents.of(client);
        InstanceRef ref = fixture.name();

        String id = client.pollApi(
                        client.instances().create("default", null, fixture.definition(ref)), Fixture.PATIENCE)
                .operation()
                .orElseThrow()
                .id();

        await().untilAsserted(() -> assertThat(events.operations(id))
                .last()
                .satisfies(last -> assertThat(last.statusCode()).isEqualTo(200)));
        assertThat(events.operations(id).stream().filter(Operation::done)).hasSize(1);
    }

    /** So that whoever hears of the end has not missed what led to it, where events come in their order. */
    @Test
    void what_an_operation_did_to_an_instance_is_stamped_before_its_end() {
        InstanceRef ref = fixture.created(Map.of());
        RecordedEvents events = RecordedEvents.of(client);

        Map<String, Operation> done = new LinkedHashMap<>();
        done.put("instance-started", changed(ref, Action.START));
        done.put("instance-paused", changed(ref, Action.FREEZE));
        done.put("instance-resumed", changed(ref, Action.UNFREEZE));
        done.put("instance-stopped", changed(ref, Action.STOP));
        done.put("instance-deleted", finished(client.instances().delete(ref)));

        done.forEach((action, operation) -> await().untilAsserted(() -> assertThat(events.stampOf(ref, action))
                .as("%s before its operation's end", action)
                .isBeforeOrEqualTo(events.endOf(operation.id()))));
    }

    private Operation changed(InstanceRef ref, Action action) {
        return finished(client.instances().changeState(ref, new StateChange(action, true, Fixture.PATIENCE)));
    }

    @Test
    void the_future_of_an_operation_is_completed_by_the_stream() {
        InstanceRef ref = shared();
        RecordedEvents.of(client);

        CompletableFuture<ApiResponse> future =
                client.pollApi(client.instances().exec(ref, command(List.of("sh", "-c", "exit 7"))));

        assertThat(future.orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .operation()
                        .orElseThrow()
                        .returnCode())
                .contains(7);
    }

    @Test
    void an_operation_that_ended_before_anyone_asked_is_remembered_with_the_stream() {
        InstanceRef ref = fixture.created(Map.of());
        RecordedEvents events = RecordedEvents.of(client);
        ApiResponse begun = client.instances().delete(ref);
        await().until(() -> events.actionsOf(ref).contains("instance-deleted"));

        assertThat(finished(begun).succeeded()).isTrue();
    }

    // who may do what

    @Test
    void a_stranger_is_told_that_it_is_not_trusted() {
        try (IncusClient stranger = orSkip(server().strangerClient())) {
            ServerInfo info = stranger.server().get();

            assertThat(info.trusted()).isFalse();
            assertThat(info.product()).isEqualTo(server().product());
            assertThatThrownBy(() -> stranger.instances().list("default")).isInstanceOf(NotTrusted.class);
        }
    }

    @Test
    void a_strangers_event_stream_tells_why_it_does_not_open() {
        try (IncusClient stranger = orSkip(server().strangerClient())) {
            RecordedEvents events = RecordedEvents.notWaitingFor(stranger);

            await().untilAsserted(
                            () -> assertThat(events.disconnections()).first().isInstanceOf(NotTrusted.class));
        }
    }

    @Test
    void a_restricted_client_works_in_its_own_project_alone() {
        try (IncusClient restricted = orSkip(server().restrictedClient())) {
            String other = fixture.project();
            fixture.createdIn(other, Map.of());
            InstanceRef own = fixture.created(Map.of());
            assertThat(restricted.server().get().trusted()).isTrue();
            assertThat(restricted.instances().get(own, false)).isPresent();
            assertThat(restricted.instances().list("default"))
                    .extracting(Instance::ref)
                    .contains(own);
            // Incus 7 answers with an empty list: that proves nothing, and the project itself is refused everywhere
            assertThat(listedOrRefused(restricted, other)).isEmpty();
            assertThatThrownBy(() -> restricted.server().projectExists(other)).isInstanceOf(NotTrusted.class);
        }
    }

    private static List<Instance> listedOrRefused(IncusClient client, String project) {
        try {
            return client.instances().list(project);
        } catch (NotTrusted e) {
            return List.of();
        }
    }

    @Test
    void a_restricted_client_lists_all_projects_that_it_may_see() {
        try (IncusClient restricted = orSkip(server().restrictedClient())) {
            String other = fixture.project();
            InstanceRef there = fixture.createdIn(other, Map.of());
            InstanceRef own = fixture.created(Map.of());
            assertThat(restricted.instances().listAllProjects())
                    .extracting(Instance::ref)
                    .contains(own)
                    .doesNotContain(there);
        }
    }

    @Test
    void a_restricted_client_is_told_of_its_own_project() {
        try (IncusClient restricted = orSkip(server().restrictedClient())) {
            RecordedEvents events = RecordedEvents.of(restricted);

            InstanceRef own = fixture.created(Map.of());

            await().untilAsserted(() -> assertThat(events.actionsOf(own)).contains("instance-created"));
        }
    }

    // bad days

    @Test
    void a_daemon_that_is_killed_comes_back_to_the_same_stream_and_the_command_has_gone_on() {
        Runnable killAndRestart = orSkip(server().killAndRestart());
        InstanceRef ref = fixture.running();
        RecordedEvents events = RecordedEvents.of(client);
        ApiResponse begun = client.instances().exec(ref, command(List.of("sh", "-c", "sleep 4; echo survived")));
        String path = client.operations()
                .get(begun.operationId().orElseThrow())
                .flatMap(operation -> operation.outputPath(1))
                .orElseGet(() -> "");

        killAndRestart.run();

        await().atMost(Duration.ofSeconds(60)).until(() -> events.connections() == 2);
        assertThat(events.disconnections()).isNotEmpty();
        assertThatThrownBy(() -> finished(begun)).isInstanceOf(OperationLost.class);
        assertThat(read(ref).status()).isEqualTo("Running");
        String log = path.isEmpty() ? fixture.logPath(ref, begun.operationId().orElseThrow()) : path;
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(client.instances().logTail(ref.project(), log, 100))
                        .hasValueSatisfying(tail -> assertThat(new String(tail.bytes(), StandardCharsets.UTF_8))
                                .isEqualTo("survived\n")));
    }

    private Operation finished(ApiResponse answer) {
        return client.pollApi(answer, Fixture.PATIENCE).operation().orElseThrow();
    }

    private Instance read(InstanceRef ref) {
        return client.instances().get(ref, false).orElseThrow().value();
    }

    private void change(InstanceRef ref, Action action, boolean force) {
        finished(client.instances().changeState(ref, new StateChange(action, force, Duration.ofSeconds(20))));
    }

    private Operation run(InstanceRef ref, String script) {
        return finished(client.instances().exec(ref, command(List.of("sh", "-c", script))));
    }

    private static ExecCommand command(List<String> words) {
        return new ExecCommand(words, Map.of(), null, null, null, true);
    }

    private String log(InstanceRef ref, Operation operation, int fd) {
        String path = operation.outputPath(fd).orElseThrow();
        return new String(
                client.instances()
                        .logTail(ref.project(), path, 4096)
                        .orElseThrow()
                        .bytes(),
                StandardCharsets.UTF_8);
    }

    private static <T> T orSkip(java.util.Optional<T> thing) {
        assumeTrue(thing.isPresent(), "this server, connected to in this way, does not offer it");
        return thing.get();
    }
}
