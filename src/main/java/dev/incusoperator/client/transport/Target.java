package dev.incusoperator.client.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a server listens. */
public sealed interface Target {
    /** Where a daemon's socket is found, in the order in which they are tried. */
    List<Path> USUAL_SOCKETS = List.of(
            Path.of("/var/lib/incus/unix.socket"),
            Path.of("/run/incus/unix.socket"),
            Path.of("/var/lib/lxd/unix.socket"),
            Path.of("/var/snap/lxd/common/lxd/unix.socket"));

    /** A unix socket: whoever may write to it is root on that host. */
    record UnixSocket(Path path) implements Target {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** An HTTPS address; {@code host} is without the brackets of an IPv6 address. */
    record Https(String host, int port) implements Target {
        @Override
        public String toString() {
            return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The first of the usual sockets that exists; the first of all where none does, so that its absence is what is told. */
    static Target usualSocket() {
        return new UnixSocket(
                USUAL_SOCKETS.stream().filter(Files::exists).findFirst().orElse(USUAL_SOCKETS.get(0)));
    }

    /**
     * Reads an absolute path, {@code unix:///path} or {@code https://host:port}; the port may be left out of the last: it
     * is 8443 then.
     *
     * @throws IllegalArgumentException says what is wrong and what to write instead
     */
    static Target parse(String text) {
        if (text.startsWith("/")) {
            return new UnixSocket(Path.of(text));
        }
        if (text.startsWith("unix://")) {
            String path = text.substring("unix://".length());
            if (path.startsWith("/")) {
                return new UnixSocket(Path.of(path));
            }
            throw wrong(text, "the path of a socket is absolute: unix:///var/lib/incus/unix.socket");
        }
        if (!text.startsWith("https://")) {
            throw wrong(text, "write https://host:8443, or the absolute path of a unix socket");
        }
        return https(text);
    }

    private static Target https(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(text, "write https://host:8443; an IPv6 address goes in brackets");
        }
        String host = uri.getHost();
        String path = uri.getPath();
        if (host == null || uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw wrong(text, "write https://host:8443, nothing but a host and a port");
        }
        if (!path.isEmpty() && !path.equals("/")) {
            throw wrong(text, "the address of a server has no path: write https://host:8443");
        }
        return new Https(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? 8443 : uri.getPort());
    }

    private static IllegalArgumentException wrong(String text, String advice) {
        return new IllegalArgumentException("'" + text + "' is not the address of a server: " + advice);
    }
}
