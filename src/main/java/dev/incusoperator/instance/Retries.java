package dev.incusoperator.instance;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** When a resource is looked at again whose reconcile failed: soon at first, and later each time that it fails again. */
final class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofMinutes(1);

    private final GenericRetry policy = new GenericRetry()
            .setMaxAttempts(-1)
            .setInitialInterval(FIRST.toMillis())
            .setIntervalMultiplier(1.5)
            .setMaxInterval(LAST.toMillis());
    private final Map<ResourceID, RetryExecution> failing = new ConcurrentHashMap<>();

    /** The pause before the next look. */
    Duration failed(ResourceID resource, Exception failure) {
        log(resource, failure);
        return failing.computeIfAbsent(resource, id -> policy.initExecution())
                .nextDelay()
                .map(Duration::ofMillis)
                .orElse(LAST);
    }

    void succeeded(ResourceID resource) {
        failing.remove(resource);
    }

    private static void log(ResourceID resource, Exception failure) {
        if (failure instanceof KubernetesClientException refused
                && (refused.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND)) {
            LOG.infof(
                    "namespace=%s name=%s: it was changed or deleted meanwhile, and is looked at again: %s",
                    resource.getNamespace().orElse(""), resource.getName(), refused.getMessage());
        } else {
            LOG.warnf(
                    failure,
                    "namespace=%s name=%s: reconciling it failed, and is tried again",
                    resource.getNamespace().orElse(""),
                    resource.getName());
        }
    }
}
