package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.api.v1alpha1.HostStatus;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host.Health;
import dev.incusoperator.host.HostOrphans.Orphan;
import dev.incusoperator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostStatusFactoryTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final HostSpec SPEC = new HostSpec(null, null, null, null, null, null, null);
    private static final HostSpec PAUSED = new HostSpec(null, null, null, null, null, null, true);
    private static final Health CONNECTED = new Health.Connected(new ServerInfo(
            ServerInfo.Product.INCUS,
            "6.0.4",
            "node1",
            Set.of(),
            true,
            "f1",
            false,
            List.of("x86_64"),
            List.of("dir")));
    private static final Health FAILED = new Health.Failed("Unreachable", "connection refused");

    private Instant now = FIRST;

    @Test
    void a_connected_host_is_ready_and_says_what_it_is() {
        HostStatus status = build(null, CONNECTED);

        assertThat(ready(status))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly("True", "Connected", "Connected to Incus 6.0.4");
        assertThat(status.server().fingerprint()).isEqualTo("f1");
        assertThat(status.observedGeneration()).isEqualTo(1);
    }

    @Test
    void a_host_that_was_never_heard_of_is_unknown() {
        assertThat(ready(build(null, new Health.Connecting())))
                .extracting(Condition::getStatus, Condition::getReason)
                .containsExactly("Unknown", "Connecting");
    }

    @Test
    void what_was_found_stands_while_the_host_is_connected_to_again() {
        HostStatus before = build(null, CONNECTED);

        assertThat(build(before, new Health.Connecting())).isEqualTo(before);
    }

    @Test
    void the_same_finding_gives_the_same_status_however_late() {
        HostStatus before = build(null, CONNECTED);
        now = FIRST.plus(Duration.ofHours(3));

        assertThat(build(before, CONNECTED)).isEqualTo(before);
    }

    @Test
    void what_is_known_of_the_server_stays_while_it_is_away() {
        HostStatus before = build(null, CONNECTED);
        now = FIRST.plus(Duration.ofHours(3));

        HostStatus status = build(before, FAILED);

        assertThat(status.server()).isEqualTo(before.server());
        assertThat(ready(status))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly("False", "Unreachable", "connection refused");
        assertThat(ready(status).getLastTransitionTime()).isEqualTo("2026-01-01T03:00:00Z");
    }

    @Test
    void a_pause_is_a_condition_while_it_lasts() {
        HostStatus paused = factory().build(null, 1, PAUSED, CONNECTED, Optional.empty(), Optional.empty(), "");

        assertThat(Conditions.find(paused.conditions(), "Paused")).isPresent();
        assertThat(Conditions.find(build(paused, CONNECTED).conditions(), "Paused"))
                .isEmpty();
    }

    @Test
    void why_a_host_that_is_being_deleted_is_still_there_is_said() {
        HostStatus status = factory()
                .build(null, 1, SPEC, CONNECTED, Optional.empty(), Optional.empty(), "It waits for its instances");

        assertThat(ready(status).getMessage()).isEqualTo("Connected to Incus 6.0.4. It waits for its instances");
    }

    @Test
    void a_client_certificate_that_expires_within_a_month_is_told_once_and_no_longer_when_it_is_renewed() {
        HostStatus early = certificateUntil(FIRST.plus(Duration.ofDays(30)).plusSeconds(1), null);
        assertThat(expiring(early)).isEmpty();

        HostStatus soon = certificateUntil(FIRST.plus(Duration.ofDays(30)), early);
        assertThat(expiring(soon)).hasValueSatisfying(condition -> {
            assertThat(condition.getStatus()).isEqualTo("True");
            assertThat(condition.getReason()).isEqualTo("ExpiresSoon");
            assertThat(condition.getMessage()).contains("expires on 2026-01-31T00:00:00Z", "trust store", "Secret");
        });

        now = FIRST.plus(Duration.ofDays(29));
        assertThat(certificateUntil(FIRST.plus(Duration.ofDays(30)), soon))
                .as("time alone writes nothing")
                .isEqualTo(soon);
        assertThat(expiring(certificateUntil(FIRST.plus(Duration.ofDays(365)), soon)))
                .as("renewed")
                .isEmpty();

        now = FIRST.plus(Duration.ofDays(30));
        assertThat(expiring(certificateUntil(FIRST.plus(Duration.ofDays(30)), soon)))
                .as("expired, which Ready says")
                .isEmpty();
    }

    private HostStatus certificateUntil(Instant notAfter, HostStatus before) {
        return factory().build(before, 1, SPEC, CONNECTED, Optional.of(notAfter.toString()), Optional.empty(), "");
    }

    private static Optional<Condition> expiring(HostStatus status) {
        return Conditions.find(status.conditions(), "ClientCertificateExpiring");
    }

    private HostStatus build(HostStatus before, Health health) {
        return factory().build(before, 1, SPEC, health, Optional.empty(), Optional.empty(), "");
    }

    private HostStatusFactory factory() {
        return new HostStatusFactory(Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Condition ready(HostStatus status) {
        return Conditions.find(status.conditions(), "Ready").orElseThrow();
    }

    @Test
    void instances_without_a_resource_are_named_as_far_as_a_message_holds() {
        List<Orphan> many = IntStream.range(10, 25)
                .mapToObj(i -> new Orphan(new InstanceRef("default", "web-" + i), "team-a/web-" + i))
                .toList();

        Condition told = orphans(null, Optional.of(many)).orElseThrow();

        assertThat(told.getStatus()).isEqualTo("True");
        assertThat(told.getMessage())
                .contains(
                        "default/web-10 of IncusInstance team-a/web-10", "default/web-19", "and 5 more", "spec.orphans")
                .doesNotContain("web-20");
    }

    @Test
    void what_was_found_stands_until_the_host_has_been_searched_again() {
        HostStatus before = factory()
                .build(
                        null,
                        1,
                        SPEC,
                        CONNECTED,
                        Optional.empty(),
                        Optional.of(List.of(new Orphan(new InstanceRef("default", "web"), "team-a/web"))),
                        "");

        assertThat(orphans(before, Optional.empty())).isPresent();
        assertThat(orphans(before, Optional.of(List.of()))).isEmpty();
    }

    private Optional<Condition> orphans(HostStatus before, Optional<List<Orphan>> found) {
        return Conditions.find(
                factory()
                        .build(before, 1, SPEC, CONNECTED, Optional.empty(), found, "")
                        .conditions(),
                "Orphans");
    }
}
