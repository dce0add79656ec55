package dev.incusoperator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void closing_ends_its_processes_and_removes_its_directory() {
        Workspace workspace = new Workspace("test");
        ChildProcess sleeper = workspace.start("sleeper", List.of("sleep", "300"), Map.of());

        workspace.close();

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(workspace.path("sleeper.log").getParent()).doesNotExist();
    }

    @Test
    void nothing_stays_where_the_jvm_itself_is_killed() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8));
        long sleeper = Long.parseLong(said.readLine());
        Path directory = Path.of(said.readLine());
        assertThat(directory).isDirectory();

        owner.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(20)).until(() -> !isAlive(sleeper) && !Files.exists(directory));
    }

    private static boolean isAlive(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        return handle.isPresent() && handle.get().isAlive();
    }

    /** Starts a process in a workspace, tells of both, and waits to be killed. */
    static final class Owner {
        public static void main(String[] arguments) throws InterruptedException {
            Workspace workspace = new Workspace("test");
            ChildProcess sleeper = workspace.start("sleeper", List.of("sleep", "300"), Map.of());
            System.out.println(sleeper.pid());
            System.out.println(workspace.path("sleeper.log").getParent());
            new CountDownLatch(1).await();
        }
    }
}
