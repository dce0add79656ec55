package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The values of all Secrets that stories make, and whether one of them is seen where none may be: in any version of any
 * resource of the operator's, in any Event, and in what {@link #inspect} is given.
 */
final class PlantedSecrets implements AutoCloseable {
    /** What is shorter may be part of anything. */
    private static final int SHORTEST = 6;

    private final Set<String> values = ConcurrentHashMap.newKeySet();
    private final Queue<String> shown = new ConcurrentLinkedQueue<>();
    private final List<SharedIndexInformer<?>> watches = new ArrayList<>();

    PlantedSecrets(KubernetesClient kube) {
        Stream.of(IncusInstance.class, IncusHost.class, ClusterIncusHost.class, Event.class)
                .forEach(type ->
                        watches.add(kube.resources(type).inAnyNamespace().inform(new Reader<>())));
    }

    private final class Reader<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T seen) {
            inspect(
                    seen.getKind() + " " + seen.getMetadata().getNamespace() + "/"
                            + seen.getMetadata().getName(),
                    Serialization.asJson(seen));
        }

        @Override
        public void onUpdate(T before, T seen) {
            onAdd(seen);
        }

        @Override
        public void onDelete(T last, boolean unknown) {}
    }

    /** From now on no value of this Secret may be seen, nor may it be as Kubernetes encodes it. Certificates are public. */
    void plant(Map<String, String> secret) {
        secret.forEach((key, value) -> {
            if (!key.endsWith(".crt")) {
                telling(value).forEach(line -> {
                    values.add(line);
                    values.add(Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8)));
                });
            }
        });
    }

    /** Of a key in PEM one line will do. */
    private static Stream<String> telling(String value) {
        Stream<String> lines = value.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST && !line.startsWith("#") && !line.startsWith("-----"));
        return value.startsWith("-----BEGIN") ? lines.limit(1) : lines;
    }

    /** Looks for them in a text, whose place is told where one of them is there; the value is not. */
    void inspect(String place, String text) {
        if (values.stream().anyMatch(text::contains)) {
            shown.add(place);
        }
    }

    void assertNoneShown() {
        assertThat(Set.copyOf(shown)).as("where the value of a Secret was seen").isEmpty();
    }

    @Override
    public void close() {
        watches.forEach(SharedIndexInformer::close);
    }
}
