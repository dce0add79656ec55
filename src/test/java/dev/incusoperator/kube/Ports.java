package dev.incusoperator.kube;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports to listen on. */
public final class Ports {
    private Ports() {}

    /** Below those that the kernel gives to connections: none of these takes a port between our look and its use. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;
    private static final int MOST_TRIES = 200;

    /** So many different ports of the loopback address on which nothing listens at this moment. */
    public static List<Integer> free(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; ports.size() < count; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                ports.add(port);
            } else if (tries == MOST_TRIES) {
                throw new IllegalStateException("no free port on loopback from " + FIRST + " to " + LAST);
            }
        }
        return List.copyOf(ports);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
