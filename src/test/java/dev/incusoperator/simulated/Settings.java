package dev.incusoperator.simulated;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a simulated host is built with. */
record Settings(
        Product product,
        String serverName,
        Latency latency,
        Duration operationsRemembered,
        int progressMessages,
        boolean virtualMachines,
        List<String> members,
        Map<String, List<SimulatedImage>> remoteImages,
        List<String> moreExtensions) {}
