package dev.incusoperator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuccessorSourceTest {
    private static final ResourceID ID = new ResourceID("web", "shop");

    private final Map<ResourceID, ConfigMap> there = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();
    private final SuccessorSource<ConfigMap> source = new SuccessorSource<>((pause, task) -> later.add(task));

    @BeforeEach
    void start() {
        source.setEventHandler(told::add);
        source.start();
        source.follow(ID, cache());
    }

    private Cache<ConfigMap> cache() {
        return new Cache<>() {
            @Override
            public Optional<ConfigMap> get(ResourceID id) {
                return Optional.ofNullable(there.get(id));
            }

            @Override
            public Stream<ResourceID> keys() {
                return there.keySet().stream();
            }

            @Override
            public Stream<ConfigMap> list(Predicate<ConfigMap> predicate) {
                return there.values().stream().filter(predicate);
            }
        };
    }

    @Test
    void what_is_made_under_the_name_of_what_was_deleted_is_told_of_as_new() {
        ConfigMap successor = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .build();
        there.put(ID, successor);

        later.get(0).run();

        assertThat(told).singleElement().isInstanceOfSatisfying(ResourceEvent.class, event -> {
            assertThat(event.getRelatedCustomResourceID()).isEqualTo(ID);
            assertThat(event.getAction()).isEqualTo(ResourceAction.ADDED);
            assertThat(event.getResource()).contains(successor);
        });
    }

    @Test
    void what_stays_deleted_is_not_told_of() {
        later.forEach(Runnable::run);

        assertThat(later).isNotEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void it_is_silent_after_its_end() {
        there.put(ID, new ConfigMap());
        source.stop();

        later.forEach(Runnable::run);

        assertThat(told).isEmpty();
    }
}
