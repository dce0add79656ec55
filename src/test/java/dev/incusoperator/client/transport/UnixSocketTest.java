package dev.incusoperator.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.NoAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(60)
class UnixSocketTest {
    @TempDir
    Path directory;

    @Test
    void a_socket_that_is_not_there_cannot_be_connected_to() {
        Path socket = directory.resolve("unix.socket");
        try (IncusClient client =
                IncusClient.builder().target(socket.toString()).build()) {
            assertThatThrownBy(() -> client.request(ApiRequest.get("instances")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("GET /1.0/instances at unix://" + socket)
                    .hasMessageContaining("there is no such socket");
        }
    }

    @Test
    void a_socket_where_nobody_listens_cannot_be_connected_to() throws Exception {
        Path socket = directory.resolve("unix.socket");
        AFUNIXServerSocket server = AFUNIXServerSocket.newInstance();
        server.setDeleteOnClose(false);
        server.bind(AFUNIXSocketAddress.of(socket));
        server.close();
        assertThat(Files.exists(socket)).isTrue();

        try (IncusClient client =
                IncusClient.builder().target(socket.toString()).build()) {
            assertThatThrownBy(() -> client.request(ApiRequest.post("instances")))
                    .isInstanceOf(CannotConnect.class)
                    .hasMessageContaining("nobody answers on the socket; is the daemon running?");
        }
    }

    @Test
    void a_daemon_that_accepts_and_says_nothing_is_no_answer() throws Exception {
        Path socket = directory.resolve("unix.socket");
        try (AFUNIXServerSocket server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(socket));
                IncusClient client = IncusClient.builder()
                        .target("unix://" + socket)
                        .timeouts(Duration.ofSeconds(5), Duration.ofMillis(400))
                        .build()) {
            assertThat(server.isBound()).isTrue();
            assertThatThrownBy(() -> client.request(ApiRequest.post("instances")))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessageContaining("no answer in time");
        }
    }

    @Test
    void a_path_longer_than_a_socket_may_have_is_refused() {
        String path = "/" + "x".repeat(200);

        assertThatThrownBy(() -> IncusClient.builder().target(path).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path);
    }
}
