package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is put into an instance before its commands run, and what is waited for. */
@Feature(Column.FILES)
interface FileStories extends Told {

    @Test
    default void files_are_there_before_the_commands_run_and_are_written_again_when_they_change() {
        String app = story().name("app");
        story().ownSecret(app, Map.of("key", "old secret"));
        story().configMap("app", Map.of("mode", "production\n"));
        String spec = """
                files:
                - {path: /etc/motd, content: "GREETING\\n"}
                - {path: /srv/app/key, secretKeyRef: {name: NAME, key: key}, mode: "0600", uid: 5, gid: 6, createDirectories: true}
                - {path: /srv/app/mode, configMapKeyRef: {name: NAME, key: mode}, createDirectories: true}
                exec:
                - {name: read, command: [sh, -c, 'cat /etc/motd; cat /srv/app/mode; cat /srv/app/key']}
                """.replace("NAME", app);
        TestInstance web = story().create("web", spec.replace("GREETING", "welcome"));
        web.awaitReady();

        assertThat(web.exec("read").stdout().tail()).isEqualTo("welcome\nproduction\n[redacted]");
        assertThat(content(web, "/srv/app/key")).isEqualTo("old secret");
        assertThat(attributes(web, "/srv/app/key")).isEqualTo(new FileAttributes("file", 5, 6, 0600));
        assertThat(attributes(web, "/srv/app").type()).isEqualTo("directory");
        assertThat(web.status().filesOrEmpty()).hasSize(3);
        assertThat(web.status().toString()).doesNotContain("old secret");

        story().admin().write(web.ref(), "/srv/app/mode", "changed by hand\n".getBytes(StandardCharsets.UTF_8));
        story().ownSecret(app, Map.of("key", "new secret"));
        web.edit(spec.replace("GREETING", "hello"));
        Eventually.isSo(
                "both are written anew",
                () -> content(web, "/etc/motd").equals("hello\n")
                        && content(web, "/srv/app/key").equals("new secret"));
        web.awaitReady();
        assertThat(attributes(web, "/srv/app/key")).isEqualTo(new FileAttributes("file", 5, 6, 0600));
        assertThat(content(web, "/srv/app/mode"))
                .as("what is as it was written is left, whatever became of it inside")
                .isEqualTo("changed by hand\n");
    }

    @Test
    default void another_owner_and_other_permissions_are_set_on_a_file_that_is_there() {
        TestInstance web = story().create("web", "files: [{path: /root/token, content: abc}]");
        web.awaitReady();
        assertThat(attributes(web, "/root/token")).isEqualTo(new FileAttributes("file", 0, 0, 0644));

        web.edit("files: [{path: /root/token, content: abc, mode: '0400', uid: 7, gid: 8}]");

        Eventually.isSo(
                "it is as declared",
                () -> instances()
                        .fileAttributes(web.ref(), "/root/token")
                        .filter(new FileAttributes("file", 7, 8, 0400)::equals)
                        .isPresent());
        web.awaitReady();
        assertThat(content(web, "/root/token")).isEqualTo("abc");
    }

    @Test
    default void a_symbolic_link_in_the_place_of_a_file_gives_way_to_it() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        story().admin().run(web.ref(), "ln -s /etc/passwd /root/token");

        web.edit("files: [{path: /root/token, content: abc}]");
        web.await("has told its file", now -> now.getStatus().filesOrEmpty().size() == 1);
        web.awaitReady();

        assertThat(attributes(web, "/root/token")).isEqualTo(new FileAttributes("file", 0, 0, 0644));
        assertThat(content(web, "/root/token")).isEqualTo("abc");
    }

    @Test
    default void a_file_that_cannot_be_written_is_told_with_what_to_do_and_no_command_runs() {
        TestInstance web = story().create("web", """
                files: [{path: /srv/not/there, content: x}]
                exec: [{name: greet, command: [echo, hello]}]
                """);

        Condition ready = web.awaitReady("FileNotWritten");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getMessage()).contains("/srv/not/there", "createDirectories: true");
        assertThat(web.status().execOrEmpty()).isEmpty();

        web.edit("files: [{path: /etc, content: x}]");
        web.await(
                "tells of the directory",
                now -> now.getStatus().conditionsOrEmpty().stream()
                        .anyMatch(condition -> condition.getMessage().contains("is a directory")));

        web.edit("files: [{path: /srv/not/there, content: x, createDirectories: true}]");
        web.awaitReady();
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");
    }

    @Test
    default void a_file_waits_for_its_secret() {
        String late = story().name("late");
        TestInstance web =
                story().create("web", "files: [{path: /root/key, secretKeyRef: {name: " + late + ", key: key}}]");

        Condition ready = web.awaitReady("FileNotWritten");
        assertThat(ready.getMessage()).contains(story().namespace() + "/" + late, "create it");

        story().ownSecret(late, Map.of("key", "s3cret"));

        web.awaitReady();
        assertThat(content(web, "/root/key")).isEqualTo("s3cret");
    }

    @Test
    default void an_instance_that_is_made_anew_is_given_its_files() {
        TestInstance web = story().create("web", "files: [{path: /etc/motd, content: hello}]");
        web.awaitReady();

        story().admin().delete(web.ref());

        Eventually.isSo(
                "another one has it",
                () -> story().admin()
                                .find(web.ref())
                                .filter(i -> i.status().equals("Running"))
                                .isPresent()
                        && instances().fileAttributes(web.ref(), "/etc/motd").isPresent());
        web.awaitReady();
        assertThat(content(web, "/etc/motd")).isEqualTo("hello");
    }

    @Test
    default void an_instance_is_ready_with_its_address_and_its_commands_run_then() {
        TestInstance web = story().create("web", """
                readyWhen: [{type: IPv4, nic: eth0}, {type: Agent}]
                exec: [{name: greet, command: [echo, hello]}]
                """);

        assertThat(web.awaitReady().getStatus().instance().ipv4()).matches("[0-9.]+");
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");
    }

    @Test
    default void cloud_init_is_waited_for_and_its_errors_are_told() {
        TestInstance web = story().create("web", """
                readyWhen: [{type: CloudInit}]
                exec: [{name: greet, command: [echo, hello]}]
                """);
        Condition waiting = web.awaitReady("NotReadyYet");
        assertThat(waiting.getMessage()).contains("cloud-init to finish", "no cloud-init");
        assertThat(web.status().execOrEmpty()).isEmpty();

        cloudInitEnds(web, "[\"no such package\"]");
        Condition failed = web.awaitReady("CloudInitFailed");
        assertThat(failed.getMessage()).contains("no such package");

        story().admin().stop(web.ref());
        web.awaitReady("NotReadyYet");
        cloudInitEnds(web, "[]");

        web.awaitReady();
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");
    }

    @Test
    default void an_instance_is_waited_for_until_it_says_itself_that_it_is_ready_where_the_server_can_tell() {
        TestInstance web = story().create("web", "readyWhen: [{type: InstanceReady}]");

        if (story().place().product() == Product.INCUS) {
            Condition waiting = web.awaitReady("NotReadyYet");
            assertThat(waiting.getMessage()).contains("to say that it is ready");
        } else {
            Condition refused = web.awaitReady("CheckUnsupported");
            assertThat(refused.getMessage()).contains("instance_ready_state", "another check");
            assertThat(web.condition("Stalled").getStatus()).isEqualTo("True");
        }

        web.edit("readyWhen: [{type: Started}]");
        web.awaitReady();
    }

    private void cloudInitEnds(TestInstance web, String errors) {
        instances().createDirectory(web.ref(), "/run", 0, 0, 0755);
        instances().createDirectory(web.ref(), "/run/cloud-init", 0, 0, 0755);
        instances()
                .pushFile(
                        web.ref(),
                        "/run/cloud-init/result.json",
                        new FileContent(
                                ("{\"v1\": {\"datasource\": \"DataSourceNoCloud\", \"errors\": " + errors + "}}")
                                        .getBytes(StandardCharsets.UTF_8),
                                0,
                                0,
                                0644));
    }

    private InstanceCalls instances() {
        return story().place().client().instances();
    }

    private String content(TestInstance web, String path) {
        InstanceRef ref = web.ref();
        return instances()
                .readFile(ref, path, 65_536)
                .map(file -> new String(file.bytes(), StandardCharsets.UTF_8))
                .orElse("");
    }

    private FileAttributes attributes(TestInstance web, String path) {
        return instances().fileAttributes(web.ref(), path).orElseThrow();
    }
}
