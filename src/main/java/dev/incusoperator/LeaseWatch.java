package dev.incusoperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Stands before every request to the Kubernetes API: keeps back what would change something while the lease is not held, and
 * learns from the requests of the election how old the lease is.
 */
final class LeaseWatch implements Interceptor {
    static final String NAME = "lease";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final LeaderLease lease;

    LeaseWatch(LeaderLease lease) {
        this.lease = lease;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (READING.contains(request.method()) || isQuestion(request)) {
            return;
        }
        if (isOfLease(request)) {
            if (holder(request).isEmpty()) {
                lease.givenUp();
            }
        } else if (!lease.held()) {
            throw new KubernetesClientException(
                    request.method() + " " + request.uri().getPath()
                            + ": not sent, the lease of this operator is too old, another one may be at work");
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (isOfLease(request)
                && !READING.contains(request.method())
                && response.isSuccessful()
                && !holder(request).isEmpty()) {
            lease.renewed(Instant.parse(spec(request).path("renewTime").asText()));
        }
    }

    private static boolean isOfLease(HttpRequest request) {
        return request.uri().getPath().startsWith("/apis/coordination.k8s.io/");
    }

    /** A question that has the form of a write. */
    private static boolean isQuestion(HttpRequest request) {
        return request.uri().getPath().startsWith("/apis/authorization.k8s.io/");
    }

    private static String holder(HttpRequest request) {
        return spec(request).path("holderIdentity").asText("");
    }

    private static JsonNode spec(HttpRequest request) {
        try {
            return Serialization.jsonMapper().readTree(request.bodyString()).path("spec");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lease is written in a form that this does not know", e);
        }
    }
}
