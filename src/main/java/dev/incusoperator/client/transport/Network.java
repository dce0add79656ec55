package dev.incusoperator.client.transport;

import dev.incusoperator.client.NameResolver;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Where https targets lead to.
 *
 * @param names how their names become addresses
 * @param allowed the addresses that are connected to
 */
public record Network(NameResolver names, Predicate<InetAddress> allowed) {
    /** This machine's names, and any address. */
    public static Network any() {
        return new Network(NameResolver.system(), address -> true);
    }
}
