package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
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

    private final KubernetesClient kubernetes;

    public ResourceLookup(KubernetesClient kubernetes) {
        this.kubernetes = kubernetes;
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
