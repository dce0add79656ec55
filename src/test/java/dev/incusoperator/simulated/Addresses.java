package dev.incusoperator.simulated;

import java.util.UUID;

/** Hardware and network addresses: made up, but always the same for the same hardware address. */
final class Addresses {
    private Addresses() {}

    static String hardware(String prefix) {
        String digits = UUID.randomUUID().toString().replace("-", "");
        return prefix + ":" + digits.substring(0, 2) + ":" + digits.substring(2, 4) + ":" + digits.substring(4, 6);
    }

    static String ipv4(String hardware) {
        String[] bytes = hardware.split(":", -1);
        return "10." + Integer.parseInt(bytes[3], 16) + "." + Integer.parseInt(bytes[4], 16) + "."
                + (2 + Integer.parseInt(bytes[5], 16) % 252);
    }

    /** EUI-64. */
    static String linkLocal(String hardware) {
        String[] bytes = hardware.split(":", -1);
        int first = Integer.parseInt(bytes[0], 16) ^ 2;
        return String.format(
                "fe80::%x:%xff:fe%s:%x",
                first << 8 | Integer.parseInt(bytes[1], 16),
                Integer.parseInt(bytes[2], 16),
                bytes[3],
                Integer.parseInt(bytes[4], 16) << 8 | Integer.parseInt(bytes[5], 16));
    }
}
