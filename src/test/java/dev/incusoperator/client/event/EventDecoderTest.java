package dev.incusoperator.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.event.Event.LifecycleEvent;
import dev.incusoperator.client.event.Event.OperationEvent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.transport.Json;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDecoderTest {
    /** As Incus 6.0.4 sends it. */
    private static final String INCUS = """
            {"type":"lifecycle","timestamp":"2026-11-24T06:24:48.94472825Z","metadata":{"action":"instance-created",
            "source":"/1.0/instances/smoke?project=team","context":{"type":"container"},"requestor":{"username":"root",
            "protocol":"unix","address":"@"},"name":"smoke","project":"team"},"location":"none","project":"team"}""";

    /** As LXD 5.0.2 sends it. */
    private static final String LXD = """
            {"type":"lifecycle","timestamp":"2026-11-24T06:24:57.437709952Z","metadata":{"action":"instance-created",
            "source":"/1.0/instances/smoke?project=team","context":{"type":"container"}},"location":"none","project":"team"}""";

    @Test
    void both_products_tell_the_same() {
        LifecycleEvent incus = lifecycle(INCUS);
        LifecycleEvent lxd = lifecycle(LXD);

        assertThat(incus.instance()).contains(new InstanceRef("team", "smoke")).isEqualTo(lxd.instance());
        assertThat(incus.action()).isEqualTo("instance-created").isEqualTo(lxd.action());
        assertThat(incus.source()).isEqualTo("/1.0/instances/smoke").isEqualTo(lxd.source());
        assertThat(incus.name()).isEqualTo("smoke").isEqualTo(lxd.name());
        assertThat(incus.requestor()).isEqualTo("root");
        assertThat(lxd.requestor()).isNull();
        assertThat(incus.timestamp()).isEqualTo(Instant.parse("2026-11-24T06:24:48.944728250Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "/1.0/instances/web, web",
        "/1.0/instances/web/snapshots/one, web",
        "/1.0/instances/web/backups/exec_1.stdout, web",
        "/1.0/profiles/default, ",
        "/1.0/instances/, ",
        "/1.0, "
    })
    void an_event_is_about_the_instance_in_its_source(String source, String instance) {
        LifecycleEvent event = new LifecycleEvent(Instant.EPOCH, "x", source, "p", "n", null);

        assertThat(event.instance()).isEqualTo(Optional.ofNullable(instance).map(name -> new InstanceRef("p", name)));
    }

    @Test
    void the_project_is_where_it_can_be_found() {
        assertThat(project("\"project\":\"a\"", "\"project\":\"b\"", "?project=c"))
                .isEqualTo("a");
        assertThat(project("\"x\":1", "\"project\":\"b\"", "?project=c")).isEqualTo("b");
        assertThat(project("\"x\":1", "\"y\":1", "?x=y&project=c%20d")).isEqualTo("c d");
        assertThat(project("\"x\":1", "\"y\":1", "")).isEqualTo("default");
    }

    @Test
    void a_renamed_instance_has_its_former_name() {
        LifecycleEvent event = lifecycle("""
                {"type":"lifecycle","metadata":{"action":"instance-renamed","source":"/1.0/instances/new",
                "context":{"old_name":"old"}}}""");

        assertThat(event.name()).isEqualTo("new");
        assertThat(event.formerName()).isEqualTo("old");
        assertThat(event.timestamp()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void an_operation_is_told_with_its_progress() {
        OperationEvent event = (OperationEvent) decode("""
                {"type":"operation","timestamp":"x","metadata":{"id":"1","class":"task","status_code":103,"unknown":[],
                "metadata":{"create_instance_from_image_unpack_progress":"Unpack: 45%","progress":{"percent":"45"}}}}""").orElseThrow();

        assertThat(event.operation().progress()).contains("Unpack: 45%");
        assertThat(event.operation().done()).isFalse();
        assertThat(event.timestamp()).isEqualTo(Instant.EPOCH);
    }

    private static String project(String inMetadata, String inEnvelope, String query) {
        return lifecycle("{\"type\":\"lifecycle\"," + inEnvelope
                        + ",\"metadata\":{\"action\":\"x\",\"source\":\"/1.0/instances/i" + query + "\"," + inMetadata
                        + "}}")
                .project();
    }

    private static LifecycleEvent lifecycle(String text) {
        return (LifecycleEvent) decode(text).orElseThrow();
    }

    private static Optional<Event> decode(String text) {
        try {
            return EventDecoder.decode(Json.parse(text));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
