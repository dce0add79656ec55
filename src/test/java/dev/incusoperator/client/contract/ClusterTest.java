package dev.incusoperator.client.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.StateChange;
import dev.incusoperator.client.model.StateChange.Action;
import dev.incusoperator.report.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real cluster of two: its first member holds the database, its second one may go. */
@Tag(Servers.INCUS)
@Timeout(900)
class ClusterTest {
    /** For what a member learns from the others: they count by tens of seconds, and a machine that builds is slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final String PREFIX = "INCUS_OPERATOR_TEST_CLUSTER_";

    private List<String> urls;
    private List<String> members;
    private IncusClient first;
    private Fixture fixture;

    @BeforeEach
    void connect() {
        String variable = System.getenv(PREFIX + "URLS");
        assumeTrue(variable != null, "no real cluster: " + PREFIX + "URLS is not set");
        urls = List.of(variable.split(" "));
        members = List.of(System.getenv(PREFIX + "MEMBERS").split(" "));
        first = client(urls.get(0));
        fixture = new Fixture(first);
    }

    @AfterEach
    void leave_nothing_behind() {
        if (first != null) {
            fixture.removeAll();
            first.close();
        }
    }

    @Test
    void every_member_shows_the_same_certificate_whatever_its_address() {
        for (String url : urls) {
            try (IncusClient client = client(url)) {
                assertThat(client.server().get().trusted()).isTrue();
                assertThat(client.server().get().clustered()).isTrue();
            }
        }
    }

    @Test
    void a_member_that_is_evacuated_says_so_until_it_is_restored() {
        String second = members.get(1);
        assertThat(first.server().members()).extracting(ClusterMember::name).containsExactlyElementsOf(members);

        setState(second, "evacuate");
        try {
            await().atMost(PATIENCE).until(() -> member(second).isEvacuated());
        } finally {
            setState(second, "restore");
        }
        await().atMost(PATIENCE).until(() -> member(second).status().equals("Online"));
    }

    private ClusterMember member(String name) {
        return first.server().members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void setState(String member, String action) {
        first.pollApi(
                first.request(ApiRequest.post("cluster", "members", member, "state")
                        .json(Map.of("action", action, "mode", "stop"))),
                PATIENCE);
    }

    @Test
    void an_operation_of_one_member_is_waited_for_at_the_other() {
        InstanceRef ref = fixture.name();
        ApiResponse begun = first.instances().create("default", members.get(1), fixture.definition(ref));

        Operation created = first.pollApi(begun, Fixture.PATIENCE).operation().orElseThrow();
        Operation started =
                first.pollApi(start(first, ref), Fixture.PATIENCE).operation().orElseThrow();

        assertThat(created.succeeded()).isTrue();
        assertThat(started.succeeded()).isTrue();
        assertThat(read(ref).location()).isEqualTo(members.get(1));
        assertThat(read(ref).status()).isEqualTo("Running");
    }

    @Test
    void what_happens_on_one_member_is_told_by_the_other() {
        RecordedEvents events = RecordedEvents.of(first);
        InstanceRef ref = fixture.name();

        ApiResponse begun = first.instances().create("default", members.get(1), fixture.definition(ref));
        Operation created = first.pollApi(begun, Fixture.PATIENCE).operation().orElseThrow();

        assertThat(created.succeeded()).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events.actionsOf(ref)).contains("instance-created"));
        assertThat(events.operations(created.id()).stream().filter(Operation::done))
                .hasSize(1);
    }

    @Test
    void a_member_that_dies_is_followed_by_another_and_its_instances_are_not_taken_for_gone() {
        InstanceRef ref = fixture.name();
        first.pollApi(first.instances().create("default", members.get(1), fixture.definition(ref)), Fixture.PATIENCE);
        try (IncusClient either = client(urls.get(1), urls.get(0))) {
            RecordedEvents events = RecordedEvents.of(either);
            assertThat(either.request(ApiRequest.get("")).target()).isEqualTo(urls.get(1));
            try {
                member2("stop", "--kill");

                await().atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(NoAnswer.class)
                        .until(() -> either.request(ApiRequest.get("")).target().equals(urls.get(0)));
                await().atMost(PATIENCE).until(() -> events.connections() == 2);
                assertThatThrownBy(() -> first.instances().get(ref, false))
                        .isInstanceOf(IncusException.class)
                        .satisfies(e -> assertThat(e instanceof ApiError error && error.code() == 404)
                                .isFalse());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(listed(ref).status()).isEqualTo("Error"));
            } finally {
                member2("start");
            }
        }
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IncusException.class)
                .untilAsserted(() -> assertThat(read(ref).status()).isEqualTo("Stopped"));
    }

    private static ApiResponse start(IncusClient client, InstanceRef ref) {
        return client.instances().changeState(ref, new StateChange(Action.START, false, Duration.ofSeconds(20)));
    }

    private Instance read(InstanceRef ref) {
        return first.instances().get(ref, false).orElseThrow().value();
    }

    private Instance listed(InstanceRef ref) {
        return first.instances().list("default").stream()
                .filter(each -> each.ref().equals(ref))
                .findFirst()
                .orElseThrow();
    }

    private static IncusClient client(String... targets) {
        return IncusClient.builder()
                .target(targets)
                .authentication(Authentication.ofPemFiles(
                        file("CLIENT_CERT"), file("CLIENT_KEY"), Verification.pinnedPemFile(file("SERVER_CERT"))))
                .build();
    }

    private static Path file(String name) {
        return Path.of(System.getenv(PREFIX + name));
    }

    private static void member2(String... verb) {
        DevServers.control("cluster2", verb);
    }
}
