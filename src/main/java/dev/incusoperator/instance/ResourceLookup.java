package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Asks the API server whether a resource exists: what this operator does not watch may be another one's. */
@ApplicationScoped
public class ResourceLookup {
    private static final Logger LOG = Logger.getLogger(ResourceLookup.class);

    /** What the API server says of one name. */
    enum Answer {
        EXISTS,
        GONE,
        /** It could not be asked, or does not say: no proof of anything. */
        UNKNOWN
    }

    private static final long PAGE = 500;

    private final KubernetesClient kubernetes;

    public ResourceLookup(KubernetesClient kubernetes) {
        this.kubernetes = kubernetes;
    }

    /** Whether the API server has a resource that fits, in any namespace; empty where it could not be asked. */
    Optional<Boolean> hasAny(Predicate<IncusInstance> fits) {
        try {
            ListOptions page = new ListOptionsBuilder().withLimit(PAGE).build();
            while (true) {
                KubernetesResourceList<IncusInstance> listed = kubernetes
                        .resources(IncusInstance.class)
                        .inAnyNamespace()
                        .list(page);
                if (listed.getItems().stream().anyMatch(fits)) {
                    return Optional.of(true);
                }
                String more = listed.getMetadata().getContinue();
                if (more == null || more.isEmpty()) {
                    return Optional.of(false);
                }
                page.setContinue(more);
            }
        } catch (KubernetesClientException e) {
            LOG.debugf("whether there is an IncusInstance elsewhere: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** By a list of that one name: to a get, a cluster without this kind answers as one without this resource. */
    Answer ask(ResourceID resource) {
        try {
            return kubernetes
                            .resources(IncusInstance.class)
                            .inNamespace(resource.getNamespace().orElseThrow())
                            .withField("metadata.name", resource.getName())
                            .list()
                            .getItems()
                            .stream()
                            .anyMatch(found -> found.getMetadata().getName().equals(resource.getName()))
                    ? Answer.EXISTS
                    : Answer.GONE;
        } catch (KubernetesClientException e) {
            LOG.debugf("whether there is an IncusInstance %s: %s", resource, e.getMessage());
            return Answer.UNKNOWN;
        }
    }
}
