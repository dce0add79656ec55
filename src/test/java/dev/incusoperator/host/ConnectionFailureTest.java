package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.TlsRefused;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IncusException.CannotConnect("x", null), HostReason.UNREACHABLE, "tried again"),
                Arguments.of(new IncusException.NoAnswer("x", null), HostReason.UNREACHABLE, "tried again"),
                Arguments.of(new IncusException.Timeout("x"), HostReason.UNREACHABLE, "tried again"),
                Arguments.of(
                        new IncusException.MalformedAnswer("x", null), HostReason.UNSUPPORTED, "Incus or LXD server"),
                Arguments.of(new IncusException.NotTrusted("x"), HostReason.NOT_TRUSTED, "trust store"),
                Arguments.of(
                        new IncusException.InvalidCredentials("client key", "x"),
                        HostReason.INVALID_CREDENTIALS,
                        "spec.https"),
                Arguments.of(tls(TlsRefused.Cause.NAME), HostReason.CERTIFICATE_MISMATCH, "spec.https.addresses"),
                Arguments.of(tls(TlsRefused.Cause.PIN), HostReason.CERTIFICATE_MISMATCH, "something else answers"),
                Arguments.of(tls(TlsRefused.Cause.AUTHORITY), HostReason.CERTIFICATE_MISMATCH, "caSecretRef"),
                Arguments.of(tls(TlsRefused.Cause.EXPIRED), HostReason.CERTIFICATE_EXPIRED, "clocks"),
                Arguments.of(tls(TlsRefused.Cause.HANDSHAKE), HostReason.UNREACHABLE, "tried again"),
                Arguments.of(new ApiError(403, "forbidden", "x"), HostReason.NOT_TRUSTED, "rights"),
                Arguments.of(new ApiError(404, "not found", "x"), HostReason.UNSUPPORTED, "Incus or LXD server"),
                Arguments.of(new ApiError(500, "disk full", "x"), HostReason.UNREACHABLE, "server's log"),
                Arguments.of(new ApiError(503, "starting", "x"), HostReason.UNREACHABLE, "tried again"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void each_failure_has_one_reason_and_says_what_to_do(IncusException failure, HostReason reason, String advice) {
        Host.Health.Failed failed = ConnectionFailure.of(failure);

        assertThat(failed.reason()).isEqualTo(reason.word());
        assertThat(failed.message()).startsWith("x. ").contains(advice);
    }

    private static TlsRefused tls(TlsRefused.Cause cause) {
        return new TlsRefused(cause, "x", null);
    }
}
