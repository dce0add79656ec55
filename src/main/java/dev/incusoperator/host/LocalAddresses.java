package dev.incusoperator.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the addresses that lead to the operator's own machine or its surroundings from those of hosts elsewhere. Pure. */
final class LocalAddresses {
    /**
     * Where clouds answer with credentials, beside 169.254.169.254, which is link-local and told by that: Amazon's and Google's
     * over IPv6, Alibaba's, Oracle's, Azure's.
     */
    private static final List<byte[]> METADATA = List.of(
            new byte[] {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54},
            new byte[] {(byte) 0xfd, 0x20, 0, (byte) 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54},
            new byte[] {100, 100, 100, (byte) 200},
            new byte[] {(byte) 192, 0, 0, (byte) 192},
            new byte[] {(byte) 168, 63, (byte) 129, 16});

    /** How a container is told the addresses of the services around it, that of the Kubernetes API among them. */
    private static final String SERVICE = "_SERVICE_HOST";

    private final Set<InetAddress> services;

    /** @param environment of this process */
    LocalAddresses(Map<String, String> environment) {
        services = environment.entrySet().stream()
                .filter(variable -> variable.getKey().endsWith(SERVICE))
                .flatMap(variable -> literal(variable.getValue()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** An address that is written as one; a name is not looked up. */
    private static Optional<InetAddress> literal(String text) {
        if (!text.matches("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Neither loopback, unspecified, link-local, multicast, nor a cloud's metadata service, nor one of the services that this process
     * was told of; also not by way of IPv6.
     */
    boolean isElsewhere(InetAddress address) {
        return !(services.contains(address)
                || address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || startsWithZero(address)
                || isMetadata(address)
                || isDisguised(address));
    }

    /** 0.0.0.0/8 is this machine to many systems. */
    private static boolean startsWithZero(InetAddress address) {
        return address.getAddress().length == 4 && address.getAddress()[0] == 0;
    }

    private static boolean isMetadata(InetAddress address) {
        return METADATA.stream().anyMatch(known -> Arrays.equals(known, address.getAddress()));
    }

    /** An IPv4 address within an IPv6 one (::a.b.c.d, 64:ff9b::a.b.c.d, 6to4, Teredo) may be any of the above. */
    private static boolean isDisguised(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean compatible = zero(bytes, 0, 12);
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        boolean tunnelled = bytes[0] == 0x20 && (bytes[1] == 2 || (bytes[1] == 1 && zero(bytes, 2, 4)));
        return compatible || translated || tunnelled;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
