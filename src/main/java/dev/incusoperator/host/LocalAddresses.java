package dev.incusoperator.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Tells the addresses that lead to the operator's own machine or its surroundings from those of hosts elsewhere. Pure. */
final class LocalAddresses {
    /** Clouds answer there with credentials; the others are link-local (169.254.169.254) and are told by that. */
    private static final byte[] METADATA_V6 = {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54
    };

    private LocalAddresses() {}

    /** Neither loopback, unspecified, link-local, multicast, nor a cloud's metadata service; also not by way of IPv6. */
    static boolean isElsewhere(InetAddress address) {
        return !(address.isLoopbackAddress()
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
        return Arrays.equals(METADATA_V6, address.getAddress());
    }

    /** An IPv4 address within an IPv6 one (::a.b.c.d, 64:ff9b::a.b.c.d) may be any of the above. */
    private static boolean isDisguised(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean compatible = zero(bytes, 0, 12);
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        return compatible || translated;
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
