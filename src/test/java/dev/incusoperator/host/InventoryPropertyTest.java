package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Versioned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Drives an inventory as a network may: requests overtake each other, answers are late, events come out of order, doubled,
 * or not at all. When all is quiet, it shows what the server has.
 */
class InventoryPropertyTest {
    private static final List<String> NAMES = List.of("a", "b");

    /** Something that happens; {@code pick} chooses on what. */
    record Happening(Kind kind, int pick) {}

    /** What can happen, and how often in proportion. */
    enum Kind {
        CHANGE(4),
        REMOVE(4),
        RENAME(1),
        EVENT_ARRIVES(5),
        EVENT_ARRIVES_AND_WILL_AGAIN(1),
        EVENT_IS_LOST(1),
        OPERATION_ENDS(1),
        LISTING_IS_ASKED_FOR(4),
        READ_IS_ASKED_FOR(4),
        DIRTY_ARE_ASKED_FOR(1),
        SERVER_LOOKS(8),
        ANSWER_ARRIVES(6),
        READ_FAILS(1);

        static final List<Kind> WEIGHTED = Arrays.stream(values())
                .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream())
                .toList();

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        int kinds = Kind.WEIGHTED.size();
        return Arbitraries.integers()
                .between(0, kinds * 100 - 1)
                .map(number -> new Happening(Kind.WEIGHTED.get(number % kinds), number / kinds))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void where_no_event_is_lost_reading_what_is_dirty_is_enough(
            @ForAll("happenings") List<Happening> happenings, @ForAll Random order) {
        World world = new World(order);
        happenings.stream().filter(each -> each.kind() != Kind.EVENT_IS_LOST).forEach(world::happen);

        world.deliverAllEvents();
        world.deliverAllAnswers();
        world.readAllDirty();

        assertThat(world.shown()).isEqualTo(world.server);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void one_listing_makes_up_for_lost_events(@ForAll("happenings") List<Happening> happenings, @ForAll Random order) {
        World world = new World(order);
        happenings.forEach(world::happen);

        world.ask(null);
        world.deliverAllAnswers();
        world.deliverAllEvents();
        world.readAllDirty();

        assertThat(world.shown()).isEqualTo(world.server);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_listing_alone_leaves_nothing_dirty_that_was_so_before(
            @ForAll("happenings") List<Happening> happenings, @ForAll Random order) {
        World world = new World(order);
        happenings.forEach(world::happen);
        world.deliverAllEvents();

        world.ask(null);
        world.deliverAllAnswers();

        assertThat(world.inventory.dirty()).isEmpty();
        assertThat(world.shown()).isEqualTo(world.server);
    }

    /** A server, an inventory, and what is on its way between them. */
    private static final class World {
        final Inventory inventory = new Inventory();
        final Map<InstanceRef, Instance> server =
                new TreeMap<>((x, y) -> x.name().compareTo(y.name()));
        private final List<Told> events = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();
        private final Random order;
        private long time;

        World(Random order) {
            this.order = order;
        }

        private record Told(InstanceRef ref, Instant stamped) {}

        /** A request; {@code ref} is null for a listing, {@code found} is what the server saw when it looked. */
        private static final class Asked {
            final long begun;
            final @Nullable InstanceRef ref;

            @Nullable
            Map<InstanceRef, Instance> found;

            Asked(long begun, @Nullable InstanceRef ref) {
                this.begun = begun;
                this.ref = ref;
            }
        }

        void happen(Happening happening) {
            int pick = happening.pick();
            InstanceRef ref = ref(pick);
            switch (happening.kind()) {
                case CHANGE -> change(ref);
                case REMOVE -> {
                    if (server.remove(ref) != null) {
                        tell(ref);
                    }
                }
                case RENAME -> rename(ref, ref(pick / 2));
                case EVENT_ARRIVES -> pick(events, pick, true).ifPresent(this::hear);
                case EVENT_ARRIVES_AND_WILL_AGAIN -> pick(events, pick, false).ifPresent(this::hear);
                case EVENT_IS_LOST -> pick(events, pick, true);
                case OPERATION_ENDS -> inventory.cover(ref, now());
                case LISTING_IS_ASKED_FOR -> ask(null);
                case READ_IS_ASKED_FOR -> ask(ref);
                case DIRTY_ARE_ASKED_FOR -> inventory.dirty().forEach(this::ask);
                case SERVER_LOOKS -> pick(asked, pick, false).ifPresent(this::look);
                case ANSWER_ARRIVES -> pick(asked, pick, true).ifPresent(this::answer);
                case READ_FAILS -> pick(asked, pick, true).ifPresent(this::fail);
            }
        }

        private void change(InstanceRef ref) {
            tell(ref);
            server.put(ref, Instances.of(ref, "at " + time));
        }

        private void rename(InstanceRef from, InstanceRef to) {
            if (server.containsKey(from) && !server.containsKey(to)) {
                server.remove(from);
                tell(from);
                change(to);
            }
        }

        private void tell(InstanceRef ref) {
            time++;
            events.add(new Told(ref, now()));
        }

        private Instant now() {
            return Instant.ofEpochSecond(time);
        }

        private void hear(Told event) {
            inventory.markDirty(event.ref(), event.stamped());
        }

        void ask(@Nullable InstanceRef ref) {
            asked.add(new Asked(inventory.begin(), ref));
        }

        private void look(Asked request) {
            if (request.found == null) {
                request.found = Map.copyOf(server);
            }
        }

        private void answer(Asked request) {
            look(request);
            if (request.ref == null) {
                inventory.applyListing(
                        request.begun, Instances.listing(request.found.values().toArray(new Instance[0])));
            } else {
                Instance found = request.found.get(request.ref);
                inventory.applyRead(request.begun, request.ref, found == null ? null : new Versioned<>(found, "etag"));
            }
        }

        private void fail(Asked request) {
            if (request.ref != null) {
                inventory.applyFailure(request.begun, request.ref, "the server is in a bad mood");
            }
        }

        void deliverAllEvents() {
            Collections.shuffle(events, order);
            events.forEach(this::hear);
            events.clear();
        }

        void deliverAllAnswers() {
            Collections.shuffle(asked, order);
            asked.forEach(this::answer);
            asked.clear();
        }

        void readAllDirty() {
            inventory.dirty().forEach(this::ask);
            deliverAllAnswers();
            assertThat(inventory.dirty()).isEmpty();
        }

        Map<InstanceRef, Instance> shown() {
            Map<InstanceRef, Instance> shown = new TreeMap<>((x, y) -> x.name().compareTo(y.name()));
            NAMES.forEach(name -> inventory
                    .find(new InstanceRef("default", name))
                    .ifPresent(seen -> shown.put(seen.value().ref(), seen.value())));
            return shown;
        }

        private static InstanceRef ref(int pick) {
            return new InstanceRef("default", NAMES.get(pick % NAMES.size()));
        }

        private static <T> Optional<T> pick(List<T> list, int pick, boolean take) {
            if (list.isEmpty()) {
                return Optional.empty();
            }
            int index = pick % list.size();
            return Optional.of(take ? list.remove(index) : list.get(index));
        }
    }
}
