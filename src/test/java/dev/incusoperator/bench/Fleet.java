package dev.incusoperator.bench;

import dev.incusoperator.simulated.SimulatedHost;
import dev.incusoperator.simulated.SimulatedNetwork;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Simulated hosts, in this process, that answer as fast as they can. */
final class Fleet implements AutoCloseable {
    static final int USUAL = 20;
    private static final int OPERATIONS = 64;
    private static final String NETWORK = "incusbr0";

    private final SimulatedNetwork network = SimulatedNetwork.withEventLoops(2);
    private final List<SimulatedHost> hosts = new ArrayList<>();

    Fleet(int count) {
        for (int i = 0; i < count; i++) {
            hosts.add(SimulatedHost.builder().name("sim-" + i).on(network).start());
        }
    }

    List<SimulatedHost> hosts() {
        return hosts;
    }

    void declare(KubernetesClient client) {
        for (int i = 0; i < hosts.size(); i++) {
            client.resource(Declaration.host("sim-" + i, hosts.get(i).socketPath(), OPERATIONS))
                    .create();
        }
    }

    /** Those of that many resources from one number to another, spread over all hosts. */
    List<GenericKubernetesResource> instances(String namespace, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Declaration.instance(
                        namespace, "i-" + i, "sim-" + i % hosts.size(), NETWORK, Declaration.COMMAND))
                .toList();
    }

    SimulatedHost hostOf(int number) {
        return hosts.get(number % hosts.size());
    }

    /** What all have been asked. */
    long calls() {
        return hosts.stream().mapToLong(host -> host.calls().total()).sum();
    }

    /** The same by method and path. */
    Map<String, Long> counts() {
        Map<String, Long> all = new HashMap<>();
        hosts.forEach(host -> host.calls().counts().forEach((what, count) -> all.merge(what, count, Long::sum)));
        return all;
    }

    void forgetCalls() {
        hosts.forEach(host -> host.calls().reset());
    }

    @Override
    public void close() {
        hosts.forEach(SimulatedHost::close);
        network.close();
    }
}
