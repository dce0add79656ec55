package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceListing;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.Versioned;
import dev.incusoperator.host.Host.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final InstanceRef WEB = new InstanceRef("default", "web");
    private static final InstanceRef DB = new InstanceRef("default", "db");
    private static final InstanceState STATE = new InstanceState(
            "Running",
            103,
            42,
            true,
            List.of(new InstanceState.Address("eth0", "inet", "10.0.0.2", "24", "global", "", "up", "eth0")));

    private final Inventory inventory = new Inventory();

    @Test
    void a_listing_says_what_came_went_and_changed() {
        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1"), Instances.of(DB, "1")));

        assertThat(inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "2"))))
                .containsExactlyInAnyOrder(WEB, DB);
        assertThat(inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "2"))))
                .isEmpty();
    }

    @Test
    void a_listing_that_was_asked_for_before_a_read_does_not_undo_it() {
        long listing = inventory.begin();
        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(Instances.of(WEB, "new"), "e"));

        inventory.applyListing(listing, Instances.listing());

        assertThat(inventory.find(WEB)).isPresent();
    }

    @Test
    void a_read_that_was_asked_for_before_a_listing_does_not_bring_the_dead_back() {
        long read = inventory.begin();
        inventory.applyListing(inventory.begin(), Instances.listing());

        inventory.applyRead(read, WEB, new Versioned<>(Instances.of(WEB, "old"), "e"));

        assertThat(inventory.find(WEB)).isEmpty();
    }

    @Test
    void an_event_that_comes_while_a_read_is_under_way_asks_for_another() {
        long read = inventory.begin();
        inventory.markDirty(WEB, Instant.EPOCH);

        inventory.applyRead(read, WEB, new Versioned<>(Instances.of(WEB, "1"), "e"));

        assertThat(inventory.dirty()).containsExactly(WEB);
    }

    @Test
    void late_events_of_an_operation_that_has_ended_ask_for_no_second_read() {
        Instant end = Instant.parse("2026-01-01T00:00:10Z");
        isReadAfterAnOperation(end);

        assertThat(inventory.markDirty(WEB, end.minusMillis(3))).isFalse();
        assertThat(inventory.markDirty(WEB, end.plusMillis(3))).isTrue();
    }

    private void isReadAfterAnOperation(Instant end) {
        inventory.cover(WEB, end);
        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(Instances.of(WEB, "1"), "e"));
    }

    @Test
    void an_event_of_a_server_whose_clock_was_set_back_is_heard() {
        Instant end = Instant.parse("2026-01-01T00:00:10Z");
        isReadAfterAnOperation(end);

        assertThat(inventory.markDirty(WEB, end.minusSeconds(300))).isTrue();

        Instant next = end.minusSeconds(290);
        isReadAfterAnOperation(next);
        assertThat(inventory.markDirty(WEB, next.minusMillis(3)))
                .as("late, by the new time")
                .isFalse();
        assertThat(inventory.markDirty(WEB, end.minusSeconds(5)))
                .as("what happens when that time comes for the second time")
                .isTrue();
    }

    @Test
    void what_could_not_be_read_is_read_after_all_others() {
        List<InstanceRef> names = IntStream.range(0, 10)
                .mapToObj(i -> new InstanceRef("default", "web-" + i))
                .toList();
        names.forEach(name -> inventory.markDirty(name, Instant.EPOCH));

        for (InstanceRef name : names) {
            inventory.applyFailure(inventory.begin(), name, "500: member is down");
            assertThat(inventory.dirty()).hasSize(10).endsWith(name);
            inventory.applyRead(inventory.begin(), name, new Versioned<>(Instances.of(name, "1"), "e"));
            inventory.markDirty(name, Instant.EPOCH);
        }
    }

    @Test
    void an_unknown_name_that_is_heard_of_is_in_doubt_until_it_is_read() {
        inventory.markDirty(WEB, Instant.EPOCH);

        assertThat(inventory.doubt(WEB)).containsInstanceOf(Sighting.Pending.class);
        assertThat(inventory.applyRead(inventory.begin(), WEB, null))
                .as("who waited for it must hear")
                .isTrue();
        assertThat(inventory.doubt(WEB)).isEmpty();
    }

    @Test
    void a_listing_settles_what_was_in_doubt_and_says_so() {
        inventory.markDirty(WEB, Instant.EPOCH);

        assertThat(inventory.applyListing(inventory.begin(), Instances.listing()))
                .containsExactly(WEB);
        assertThat(inventory.doubt(WEB)).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_in_doubt_until_it_can() {
        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1")));

        assertThat(inventory.applyFailure(inventory.begin(), WEB, "500: member is down"))
                .isTrue();
        assertThat(inventory.applyFailure(inventory.begin(), WEB, "500: member is down"))
                .isFalse();
        assertThat(inventory.doubt(WEB)).contains(new Sighting.Unknown("500: member is down"));

        assertThat(inventory.applyRead(inventory.begin(), WEB, new Versioned<>(Instances.of(WEB, "1"), "e")))
                .isTrue();
        assertThat(inventory.doubt(WEB)).isEmpty();
    }

    @Test
    void addresses_and_etag_outlive_a_listing_that_says_the_same() {
        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(running(STATE), "etag"));

        assertThat(inventory.applyListing(inventory.begin(), Instances.listing(running(null))))
                .isEmpty();

        Versioned<Instance> seen = inventory.find(WEB).orElseThrow();
        assertThat(seen.value().state()).isEqualTo(STATE);
        assertThat(seen.etag()).isEqualTo("etag");
    }

    @Test
    void addresses_do_not_outlive_a_restart() {
        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(running(STATE), "etag"));

        inventory.applyListing(
                inventory.begin(), Instances.listing(Instances.of(WEB, "1", "Running", "2026-02-02T00:00:00Z", null)));

        assertThat(inventory.find(WEB).orElseThrow().value().state()).isNull();
    }

    @Test
    void an_etag_does_not_outlive_a_change() {
        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(Instances.of(WEB, "1"), "etag"));

        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "2")));

        assertThat(inventory.find(WEB).orElseThrow().etag()).isEmpty();
    }

    @Test
    void a_listing_that_could_not_be_read_in_part_proves_nothing_of_what_it_lacks() {
        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1"), Instances.of(DB, "1")));

        assertThat(inventory.applyListing(inventory.begin(), new InstanceListing(List.of(Instances.of(WEB, "2")), 1)))
                .as("the others' news are not lost")
                .containsExactly(WEB);

        assertThat(inventory.find(DB)).as("still seen").isPresent();
        assertThat(inventory.dirty()).as("and asked for by itself").containsExactly(DB);
        assertThat(inventory.proven(new InstanceRef("default", "new"))).isFalse();

        inventory.applyRead(inventory.begin(), DB, null);
        assertThat(inventory.find(DB)).isEmpty();
        assertThat(inventory.proven(DB)).isTrue();
    }

    @Test
    void a_host_that_tells_of_ever_new_names_is_listed_instead_of_remembered() {
        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1")));
        for (int i = 0; i < 100_000; i++) {
            inventory.markDirty(new InstanceRef("default", "i" + i), Instant.EPOCH);
        }

        assertThat(inventory.size()).isLessThan(20_000);
        assertThat(inventory.listingOwed()).isTrue();
        assertThat(inventory.markDirty(WEB, Instant.EPOCH))
                .as("what is known is heard")
                .isTrue();
        assertThat(inventory.dirty()).contains(WEB);

        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1")));
        assertThat(inventory.listingOwed()).isFalse();
        assertThat(inventory.size()).isEqualTo(1);
    }

    @Test
    void what_was_seen_before_something_was_done_says_nothing_until_it_is_read_anew() {
        inventory.applyListing(inventory.begin(), Instances.listing(Instances.of(WEB, "1")));
        long earlier = inventory.begin();

        inventory.outdate(WEB);
        assertThat(inventory.doubt(WEB)).containsInstanceOf(Sighting.Pending.class);
        assertThat(inventory.dirty()).containsExactly(WEB);

        inventory.applyRead(earlier, WEB, new Versioned<>(Instances.of(WEB, "1"), "etag"));
        assertThat(inventory.doubt(WEB))
                .as("an answer to what was asked before is no news")
                .isPresent();

        boolean news = inventory.applyRead(inventory.begin(), WEB, new Versioned<>(Instances.of(WEB, "1"), "etag"));
        assertThat(news).as("who waits for it hears of it").isTrue();
        assertThat(inventory.doubt(WEB)).isEmpty();
    }

    @Test
    void equal_values_of_a_listing_are_kept_once() {
        inventory.applyListing(
                inventory.begin(), Instances.listing(Instances.of(WEB, "same"), Instances.of(DB, "same")));

        Instance web = inventory.find(WEB).orElseThrow().value();
        Instance db = inventory.find(DB).orElseThrow().value();
        assertThat(web.expandedConfig()).isSameAs(web.config());
        assertThat(web.expandedDevices()).isSameAs(db.expandedDevices());
        assertThat(web.profiles()).isSameAs(db.profiles());
    }

    @Test
    void equal_values_of_a_read_are_kept_once() {
        Instance read = Instances.of(WEB, "1");
        assertThat(read.expandedConfig()).isNotSameAs(read.config());

        inventory.applyRead(inventory.begin(), WEB, new Versioned<>(read, "etag"));

        Instance kept = inventory.find(WEB).orElseThrow().value();
        assertThat(kept).isEqualTo(read);
        assertThat(kept.expandedConfig()).isSameAs(kept.config());
    }

    private static Instance running(InstanceState state) {
        return Instances.of(WEB, "1", "Running", "2026-01-01T00:00:00Z", state);
    }
}
