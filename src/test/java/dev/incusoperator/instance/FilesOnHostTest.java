package dev.incusoperator.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.FileStatus;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.FileAttributes;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.simulated.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as they come into an instance on a host that is simulated, and what is in their way. */
class FilesOnHostTest {
    private static final String FILES = "/1.0/instances/{name}/files";
    private static final String MOTD = "files: [{path: /etc/motd, content: hello}]";
    private static final String SECRET =
            "files: [{path: /root/key, secretKeyRef: {name: app, key: key}, mode: '0600', uid: 5, gid: 6}]";

    @ParameterizedTest
    @EnumSource(Product.class)
    void a_file_is_written_once_with_its_owner_and_permissions_and_remembered(Product product) {
        try (Bench bench = new Bench(product, SECRET)) {
            bench.secrets.put("app/key", "s3cret");
            bench.untilReady("True Ready");

            assertThat(content(bench, "/root/key")).isEqualTo("s3cret");
            assertThat(attributes(bench, "/root/key")).isEqualTo(new FileAttributes("file", 5, 6, 0600));
            FileStatus told = bench.status().filesOrEmpty().get(0);
            assertThat(told.path()).isEqualTo("/root/key");
            assertThat(told.version()).startsWith("uid/1/").doesNotContain("s3cret");
            assertThat(bench.sent("POST", FILES)).isEqualTo(1);
            bench.isAtRest();
        }
    }

    /** The budget: a file costs no write into the resource of its own. */
    @Test
    void files_are_told_with_the_status_that_is_written_anyway() {
        try (Bench bench = new Bench(Product.INCUS, MOTD)) {
            bench.untilReady("True Ready");

            assertThat(bench.notes).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_changed_content_is_written_anew_and_what_somebody_changed_inside_is_left() {
        try (Bench bench = new Bench(Product.INCUS, MOTD)) {
            bench.untilReady("True Ready");
            bench.simulated.admin().writeFile("default", "web", "/etc/motd", bytes("mine"));
            bench.isAtRest();
            assertThat(content(bench, "/etc/motd")).isEqualTo("mine");

            bench.asks("files: [{path: /etc/motd, content: changed}]");
            bench.untilReady("True Ready");

            assertThat(content(bench, "/etc/motd")).isEqualTo("changed");
        }
    }

    @Test
    void other_permissions_make_the_server_that_keeps_them_write_a_new_file() {
        try (Bench bench = new Bench(Product.INCUS, MOTD)) {
            bench.untilReady("True Ready");

            bench.asks("files: [{path: /etc/motd, content: hello, mode: '0600', uid: 7}]");
            bench.untilReady("True Ready");

            assertThat(attributes(bench, "/etc/motd")).isEqualTo(new FileAttributes("file", 7, 0, 0600));
            assertThat(content(bench, "/etc/motd")).isEqualTo("hello");
        }
    }

    @Test
    void one_that_is_no_longer_listed_is_forgotten_and_left() {
        try (Bench bench = new Bench(Product.INCUS, MOTD)) {
            bench.untilReady("True Ready");

            bench.asks("ephemeral: false");
            bench.untilReady("True Ready");

            assertThat(bench.status().files()).isNull();
            assertThat(content(bench, "/etc/motd")).isEqualTo("hello");
        }
    }

    @Test
    void an_instance_that_is_made_anew_has_its_files_written() {
        try (Bench bench = new Bench(Product.INCUS, MOTD)) {
            bench.untilReady("True Ready");

            bench.simulated.admin().delete("web");
            bench.until(b -> b.ready().equals("True Ready")
                    && b.simulated.instance("web").stream()
                            .anyMatch(instance -> instance.files().containsKey("/etc/motd")));

            bench.isAtRest();
        }
    }

    @Test
    void directories_on_the_way_are_made_where_that_is_asked_and_told_where_not() {
        try (Bench bench = new Bench(Product.INCUS, "files: [{path: /srv/a/b/c, content: x, uid: 5}]")) {
            bench.untilReady("False FileNotWritten");
            assertThat(bench.message()).contains("/srv/a/b/c", "Not Found", "createDirectories: true");

            bench.asks("files: [{path: /srv/a/b/c, content: x, uid: 5, createDirectories: true}]");
            bench.untilReady("True Ready");

            assertThat(content(bench, "/srv/a/b/c")).isEqualTo("x");
            assertThat(attributes(bench, "/srv/a/b")).isEqualTo(new FileAttributes("directory", 5, 0, 0755));
        }
    }

    @Test
    void what_the_server_says_is_told_and_it_is_tried_again_later() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.faults().diskFull(true);
            bench.asks(MOTD);

            bench.untilReady("False FileNotWritten");
            assertThat(bench.message()).contains("/etc/motd", "no space left on device", "Make room");
            long sent = bench.sent("POST", FILES);
            bench.isAtRest();
            assertThat(bench.sent("POST", FILES)).isEqualTo(sent);

            bench.simulated.faults().diskFull(false);
            bench.passes(Duration.ofMinutes(1));
            bench.untilReady("True Ready");
            assertThat(content(bench, "/etc/motd")).isEqualTo("hello");
        }
    }

    @Test
    void a_directory_of_that_name_is_told() {
        try (Bench bench = new Bench(Product.INCUS, "files: [{path: /etc, content: x}]")) {
            bench.untilReady("False FileNotWritten");

            assertThat(bench.message()).contains("is a directory", "write another path");
        }
    }

    @Test
    void a_secret_that_is_not_there_is_told_and_waited_for() {
        try (Bench bench = new Bench(Product.INCUS, SECRET)) {
            bench.untilReady("False FileNotWritten");
            assertThat(bench.message()).contains("/root/key", "Secret team-a/app does not exist");

            bench.secrets.put("app/key", "s3cret");
            bench.passes(Duration.ofMinutes(1));
            bench.untilReady("True Ready");
        }
    }

    @Test
    void a_secret_is_looked_at_every_ten_minutes_and_not_at_each_event() {
        try (Bench bench = new Bench(Product.INCUS, SECRET)) {
            bench.secrets.put("app/key", "old");
            bench.untilReady("True Ready");
            int reads = bench.reads;
            bench.isAtRest();
            bench.isAtRest();
            assertThat(bench.reads).isEqualTo(reads);

            bench.secrets.put("app/key", "new");
            bench.secretVersions.put("app", "2");
            bench.isAtRest();
            assertThat(content(bench, "/root/key")).isEqualTo("old");

            bench.passes(Duration.ofMinutes(10));
            bench.reconcile();
            assertThat(content(bench, "/root/key")).isEqualTo("new");
            assertThat(attributes(bench, "/root/key").mode()).isEqualTo(0600);
            assertThat(bench.ready()).isEqualTo("True Ready");
        }
    }

    @Test
    void an_operator_that_starts_looks_at_a_secret_once_and_writes_nothing_where_it_is_the_same() {
        try (Bench bench = new Bench(Product.INCUS, SECRET)) {
            bench.secrets.put("app/key", "s3cret");
            bench.untilReady("True Ready");
            int reads = bench.reads;

            bench.restartOperator();
            bench.isAtRest();
            bench.isAtRest();

            assertThat(bench.reads).isEqualTo(reads + 1);
        }
    }

    @Test
    void a_push_that_was_not_answered_is_done_again() {
        try (Bench bench = new Bench(Product.INCUS)) {
            bench.untilReady("True Ready");
            bench.simulated.faults().once("POST", ".*/files", Fault.dropAfterwards());
            bench.asks(MOTD);
            bench.reconcile();
            assertThat(bench.status().files()).isNull();

            bench.passes(Duration.ofMinutes(1));
            bench.untilReady("True Ready");

            assertThat(bench.sent("POST", FILES)).isEqualTo(2);
        }
    }

    @Test
    void a_secret_in_a_file_is_taken_out_of_what_commands_print() {
        try (Bench bench = new Bench(Product.INCUS, SECRET, "exec: [{name: read, command: [cat, /root/key]}]")) {
            bench.secrets.put("app/key", "correct horse");
            bench.untilReady("True Ready");

            assertThat(bench.command("read").stdout().tail()).isEqualTo("[redacted]");
        }
    }

    @Test
    void files_come_before_commands() {
        try (Bench bench = new Bench(Product.INCUS, MOTD, "exec: [{name: read, command: [cat, /etc/motd]}]")) {
            bench.untilReady("True Ready");

            assertThat(bench.command("read").stdout().tail()).isEqualTo("hello");
        }
    }

    @Test
    void cloud_init_is_awaited_its_errors_told_and_another_run_seen_anew() {
        try (Bench bench = new Bench(
                Product.INCUS, "readyWhen: [{type: CloudInit}]", "exec: [{name: greet, command: [echo, hello]}]")) {
            bench.untilReady("False NotReadyYet");
            assertThat(bench.status().execOrEmpty()).isEmpty();

            finishes(bench, "{\"v1\": {\"datasource\": \"x\", \"errors\": [\"no such package\", \"nor that\"]}}");
            bench.untilReady("False CloudInitFailed");
            assertThat(bench.message()).contains("no such package; nor that");

            bench.simulated.admin().stop("web");
            bench.untilReady("False NotReadyYet");
            finishes(bench, "{\"v1\": {\"datasource\": \"x\", \"errors\": []}}");
            bench.untilReady("True Ready");

            assertThat(bench.command("greet").stdout().tail()).isEqualTo("hello\n");
            bench.isAtRest();
            bench.restartOperator();
            bench.isAtRest();
            assertThat(bench.ready()).isEqualTo("True Ready");
        }
    }

    private static void finishes(Bench bench, String result) {
        bench.simulated.admin().writeFile("default", "web", "/run/cloud-init/result.json", bytes(result));
        bench.passes(Duration.ofMinutes(1));
    }

    private static String content(Bench bench, String path) {
        return new String(
                client(bench)
                        .instances()
                        .readFile(Given.WEB, path, 65_536)
                        .orElseThrow()
                        .bytes(),
                StandardCharsets.UTF_8);
    }

    private static FileAttributes attributes(Bench bench, String path) {
        return client(bench).instances().fileAttributes(Given.WEB, path).orElseThrow();
    }

    private static IncusClient client(Bench bench) {
        return bench.host.client().orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
