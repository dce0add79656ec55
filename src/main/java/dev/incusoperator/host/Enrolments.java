package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HttpsConnection;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.host.Credentials.ClientCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The enrolments that run, and how the last ones ended. A server that hangs holds an enrolment for minutes, so they run on threads of
 * their own, of which each ClusterIncusHost and each namespace holds one at most. Nobody waits for an enrolment: the listeners
 * hear of its end. Safe for use by many threads.
 */
@ApplicationScoped
public class Enrolments {
    /** How long a failure counts; then the enrolment is tried again, if it is still owed. */
    static final Duration COUNTS_FOR = Duration.ofSeconds(14);

    private static final int THREADS = 16;

    private final HostEnrolment enrolment;
    private final Clock clock;
    private final HostThreads threads = new HostThreads("host-enrolment", THREADS);
    private final Map<HostKey, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, SerialQueue> queues = new ConcurrentHashMap<>();
    private final List<Consumer<HostKey>> listeners = new CopyOnWriteArrayList<>();

    /** What an enrolment depends on: with another one it is tried anew at once. */
    private record Question(HttpsConnection https, Verification verification, boolean remoteOnly, String token) {}

    /** {@code failure} is null where it ended well, {@code certificate} where not. */
    private record Ending(
            @Nullable ClientCertificate certificate,
            @Nullable RuntimeException failure,
            Instant at) {}

    /** @param last how the one before it ended, while it runs; else its own end */
    private record Attempt(
            Question question, boolean runs, @Nullable Ending last) {}

    public Enrolments(HostEnrolment enrolment, Clock clock) {
        this.enrolment = enrolment;
        this.clock = clock;
    }

    /** To be told when the enrolment of a host has ended; called on any thread, must not block. */
    void onEnd(Consumer<HostKey> listener) {
        listeners.add(listener);
    }

    /** Whether there is something to do, see {@link HostEnrolment#owed}. */
    boolean owed(HostKey host, HttpsConnection https, SecretReader secrets) {
        if (enrolment.owed(https, secrets)) {
            return true;
        }
        forget(host);
        return false;
    }

    /**
     * What came of it; begins it where that is not known. Empty while it runs for the first time.
     *
     * @throws Credentials.Invalid where the token or a right is missing, or the token is no good
     * @throws IncusException where the server could not be asked
     */
    Optional<ClientCertificate> ask(
            HostKey host, HttpsConnection https, Verification verification, boolean remoteOnly, SecretReader secrets) {
        Question question = new Question(https, verification, remoteOnly, token(https, secrets));
        boolean[] begins = new boolean[1];
        attempts.compute(host, (key, known) -> {
            if (known != null && known.question().equals(question) && (known.runs() || counts(known.last()))) {
                return known;
            }
            begins[0] = true;
            boolean same = known != null && known.question().equals(question);
            return new Attempt(question, true, same ? known.last() : null);
        });
        if (begins[0]) {
            queue(host).execute(() -> run(host, question, secrets));
        }
        return told(attempts.get(host));
    }

    /** The host is no more, or owes nothing. */
    void forget(HostKey host) {
        attempts.remove(host);
    }

    private static Optional<ClientCertificate> told(@Nullable Attempt attempt) {
        Ending last = attempt == null ? null : attempt.last();
        if (last == null) {
            return Optional.empty();
        }
        if (last.failure() != null) {
            throw last.failure();
        }
        return Optional.ofNullable(last.certificate());
    }

    private boolean counts(@Nullable Ending last) {
        return last != null
                && (last.failure() == null || clock.instant().isBefore(last.at().plus(COUNTS_FOR)));
    }

    private SerialQueue queue(HostKey host) {
        return queues.computeIfAbsent(holder(host), name -> threads.queue(host.kind(), name));
    }

    private static String holder(HostKey host) {
        return host.namespace().isEmpty() ? host.toString() : "namespace " + host.namespace();
    }

    private void run(HostKey host, Question question, SecretReader secrets) {
        if (isWanted(host, question)) {
            Ending ending = ending(question, secrets);
            Attempt ended = new Attempt(question, false, ending);
            attempts.computeIfPresent(host, (key, now) -> now.question().equals(question) ? ended : now);
            listeners.forEach(listener -> listener.accept(host));
        }
        forgetQueue(holder(host));
    }

    /** Where nothing of it runs or waits. */
    private void forgetQueue(String holder) {
        boolean used = attempts.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue().runs() && holder(entry.getKey()).equals(holder));
        if (!used) {
            queues.remove(holder);
        }
    }

    private boolean isWanted(HostKey host, Question question) {
        Attempt now = attempts.get(host);
        return now != null && now.runs() && now.question().equals(question);
    }

    private Ending ending(Question question, SecretReader secrets) {
        try {
            ClientCertificate certificate =
                    enrolment.enrol(question.https(), question.verification(), question.remoteOnly(), secrets);
            return new Ending(certificate, null, clock.instant());
        } catch (RuntimeException e) {
            // told to who asks next: the host's condition, or another try where it was the API server
            return new Ending(null, e, clock.instant());
        }
    }

    /** Another version of the token's Secret is another question. */
    private static String token(HttpsConnection https, SecretReader secrets) {
        return secrets.find(
                        Objects.requireNonNull(https.trustToken()).secretRef().name())
                .map(Secret::getMetadata)
                .map(metadata -> metadata.getUid() + " " + metadata.getResourceVersion())
                .orElse("");
    }

    @PreDestroy
    void close() {
        threads.close();
    }
}
