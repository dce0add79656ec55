package dev.incusoperator.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the addresses of a name. Asked for each new connection and never remembered by the client: a name that leads elsewhere
 * is followed with the next connection.
 */
public interface NameResolver {
    /** @throws UnknownHostException where there is no such name, or the name server does not say */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** As this machine and this Java do, which remembers an answer for 30 s unless {@code networkaddress.cache.ttl} says otherwise. */
    static NameResolver system() {
        return name -> Arrays.asList(InetAddress.getAllByName(name));
    }
}
