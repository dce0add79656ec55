package dev.incusoperator.client.transport;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.IncusException.CannotConnect;
import dev.incusoperator.client.IncusException.MalformedAnswer;
import dev.incusoperator.client.IncusException.NoAnswer;
import dev.incusoperator.client.IncusException.TlsRefused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what an input/output failure means to the caller. */
final class Failures {
    private Failures() {}

    /** @param sent whether anything of the request may have reached the server */
    static IncusException of(IOException failure, boolean sent, String request, Target target) {
        String where = request + " at " + target + ": ";
        if (find(failure, GuardedSockets.TooMuch.class).isPresent()) {
            return new MalformedAnswer(where + "the answer is larger than one may be", failure);
        }
        Optional<TlsRefused> refused = tlsRefused(failure, where, target);
        if (refused.isPresent() && !(sent && brokeLater(failure))) {
            return refused.get();
        }
        Optional<NotSent> kept = find(failure, NotSent.class);
        if (kept.isPresent()) {
            return new CannotConnect(where + "not sent: " + kept.get().getMessage(), failure);
        }
        if (sent) {
            return new NoAnswer(where + noAnswer(failure) + "; whether it was carried out is not known", failure);
        }
        return new CannotConnect(where + cannotConnect(failure, target), failure);
    }

    private static String noAnswer(IOException failure) {
        return failure instanceof InterruptedIOException
                ? "no answer in time"
                : "the connection broke before the answer was there";
    }

    private static String cannotConnect(IOException failure, Target target) {
        if (target instanceof Target.UnixSocket socket) {
            return socket(failure, socket.path());
        }
        String host = ((Target.Https) target).host();
        if (find(failure, UnknownHostException.class).isPresent()) {
            return "the name " + host + " cannot be resolved; check it, and the name server";
        }
        if (find(failure, NoRouteToHostException.class).isPresent()) {
            return "there is no route to " + host + "; check the network between here and there";
        }
        if (find(failure, GuardedSockets.OutOfBounds.class).isPresent()) {
            return host + " is, or resolves to, an address that this client may not connect to (loopback, link-local, a"
                    + " metadata service)";
        }
        if (find(failure, ConnectException.class).isPresent()) {
            return "connection refused or unreachable; is the server running, and its core.https_address set?";
        }
        if (find(failure, InterruptedIOException.class).isPresent()) {
            return "no connection in time; is the host up, and does a firewall let this port through?";
        }
        return "the connection was cut before anything could be sent; is it a server of TLS that listens there?";
    }

    private static String socket(IOException failure, Path path) {
        if (Files.notExists(path)) {
            return "there is no such socket; is the daemon installed and running, and the path right?";
        }
        if (!Files.isWritable(path)) {
            return "no permission to use the socket; add this user to the group that owns it (incus-admin or lxd)";
        }
        return find(failure, InterruptedIOException.class).isPresent()
                ? "the daemon did not accept the connection in time"
                : "nobody answers on the socket; is the daemon running?";
    }

    private static Optional<TlsRefused> tlsRefused(IOException failure, String where, Target target) {
        Optional<SSLException> tls = find(failure, SSLException.class);
        if (tls.isEmpty() || cut(failure)) {
            return Optional.empty();
        }
        return Optional.of(tlsRefused(failure, tls.get(), where, target));
    }

    /** TLS was agreed on, and ended by an alert or by garbled bytes while the answer was awaited. */
    private static boolean brokeLater(IOException failure) {
        return find(failure, SSLException.class)
                .filter(tls -> !(tls instanceof SSLHandshakeException) && !(tls instanceof SSLPeerUnverifiedException))
                .isPresent();
    }

    /** A handshake that ends because the peer is gone is no refusal: the same call may succeed when it is back. */
    private static boolean cut(IOException failure) {
        return find(failure, EOFException.class).isPresent()
                || find(failure, SocketException.class).isPresent()
                || find(failure, InterruptedIOException.class).isPresent();
    }

    private static TlsRefused tlsRefused(IOException failure, SSLException tls, String where, Target target) {
        if (tls instanceof SSLPeerUnverifiedException) {
            String host = target instanceof Target.Https https ? https.host() : "";
            return refused(
                    TlsRefused.Cause.NAME,
                    where + "the server's certificate is not for the name " + host
                            + "; use a name or address that is in it, or pin the certificate",
                    failure);
        }
        if (find(failure, CertificateExpiredException.class).isPresent()) {
            return refused(
                    TlsRefused.Cause.EXPIRED, where + "the server's certificate has expired; renew it there", failure);
        }
        if (find(failure, CertificateNotYetValidException.class).isPresent()) {
            return refused(
                    TlsRefused.Cause.EXPIRED,
                    where + "the server's certificate is not valid yet; check the clocks",
                    failure);
        }
        Optional<PinMismatch> pin = find(failure, PinMismatch.class);
        if (pin.isPresent()) {
            return refused(
                    TlsRefused.Cause.PIN,
                    where + pin.get().getMessage() + "; if the server's certificate was renewed, pin the new one",
                    failure);
        }
        if (find(failure, java.security.cert.CertificateException.class).isPresent()) {
            return refused(
                    TlsRefused.Cause.AUTHORITY,
                    where
                            + "the server's certificate is not signed by a trusted authority; pin it, or name its authority",
                    failure);
        }
        return refused(
                TlsRefused.Cause.HANDSHAKE,
                where + "no TLS connection could be agreed on; does this port speak TLS 1.2 or newer?",
                failure);
    }

    private static TlsRefused refused(TlsRefused.Cause cause, String message, IOException failure) {
        return new TlsRefused(cause, message, failure);
    }

    private static <T> Optional<T> find(Throwable failure, Class<T> kind) {
        int depth = 0;
        for (Throwable each = failure; each != null && depth < 16; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return Optional.of(kind.cast(each));
            }
            depth++;
        }
        return Optional.empty();
    }
}
