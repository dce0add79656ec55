package dev.incusoperator.status;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes Events: what a person sees under {@code kubectl describe}. They are news, not memory: written beside
 * the work, dropped rather than waited for when the API server does not keep up.
 */
@ApplicationScoped
public class EventRecorder {
    /** How a person should take it. */
    public enum Kind {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final String REPORTER = "incus-operator";
    private static final int MOST_WAITING = 1_000;
    private static final int MESSAGE_LIMIT = 1_000;

    private final KubernetesClient kubernetes;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();
    private final ThreadPoolExecutor writer;

    public EventRecorder(KubernetesClient kubernetes, Clock clock) {
        this.kubernetes = kubernetes;
        this.clock = clock;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread thread = new Thread(task, "kubernetes-events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        writer.allowCoreThreadTimeOut(true);
    }

    /** {@code reason} is one CamelCase word, {@code message} a sentence, cut at 1,000 characters. Returns at once. */
    public void record(HasMetadata about, Kind kind, String reason, String message) {
        var event = event(about, kind, reason, message);
        writer.execute(() -> {
            try {
                kubernetes
                        .v1()
                        .events()
                        .inNamespace(event.getMetadata().getNamespace())
                        .resource(event)
                        .create();
            } catch (KubernetesClientException e) {
                LOG.debugf("an Event was not written: %s", e.getMessage());
            }
        });
    }

    private io.fabric8.kubernetes.api.model.Event event(HasMetadata about, Kind kind, String reason, String message) {
        var meta = about.getMetadata();
        // the Events of what has no namespace are kept in the namespace default
        String namespace = meta.getNamespace() == null ? "default" : meta.getNamespace();
        String now = clock.instant()
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(meta.getName() + "." + Long.toHexString(clock.millis())
                        + Long.toHexString(count.getAndIncrement() & 0xffff))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .endInvolvedObject()
                .withType(kind.word)
                .withReason(reason)
                .withMessage(Text.bounded(message, MESSAGE_LIMIT))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(REPORTER)
                .endSource()
                .withReportingComponent(REPORTER)
                .withReportingInstance(REPORTER)
                .build();
    }

    @PreDestroy
    void close() {
        writer.shutdown();
    }
}
