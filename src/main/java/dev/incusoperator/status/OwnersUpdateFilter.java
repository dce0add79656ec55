package dev.incusoperator.status;

import dev.incusoperator.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Lets through what a person did: the spec, the beginning of deletion, our annotations, the finalizers. Not our own status. */
public final class OwnersUpdateFilter implements OnUpdateFilter<HasMetadata> {
    @Override
    public boolean accept(HasMetadata now, HasMetadata before) {
        return ownerActed(now, before) || !now.getFinalizers().equals(before.getFinalizers());
    }

    /**
     * Whether a person did something between two readings of a resource. To be asked of what the API server answers to a
     * write of ours: the SDK drops the events of whatever it says we have just written, and with it what somebody else has
     * changed a moment before.
     */
    public static boolean ownerActed(HasMetadata now, HasMetadata before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || now.isMarkedForDeletion() != before.isMarkedForDeletion()
                || !ours(now).equals(ours(before));
    }

    private static Map<String, String> ours(HasMetadata resource) {
        Map<String, String> annotations = resource.getMetadata().getAnnotations();
        return annotations == null
                ? Map.of()
                : annotations.entrySet().stream()
                        .filter(annotation -> annotation.getKey().startsWith(Api.GROUP + "/"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
