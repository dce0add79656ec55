package dev.incusoperator.bench;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.simulated.SimulatedHost;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Changes resources, and what is on their hosts, at random; the same ones for the same seed, as far as time allows. */
final class RandomChanges {
    private static final List<String> COLOURS = List.of("green", "blue", "black", "white");
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("soak")
            .withForce(true)
            .build();
    private static final int MOST_COMMANDS = 8;
    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(3);

    private final Random random;
    private final KubernetesClient client;
    private final String namespace;
    private final List<SoakedResource> resources;
    private final Map<SimulatedHost, Long> back = new HashMap<>();
    private long count;

    RandomChanges(long seed, KubernetesClient client, String namespace, List<SoakedResource> resources) {
        this.random = new Random(seed);
        this.client = client;
        this.namespace = namespace;
        this.resources = resources;
    }

    /** Made so far. */
    long count() {
        return count;
    }

    /** All of them, as new. */
    void declareAll() {
        InParallel.forEach(resources, 8, each -> {
            each.declare();
            apply(each);
        });
    }

    /** One more. */
    void next() {
        endOutages(System.nanoTime());
        SoakedResource one = resources.get(random.nextInt(resources.size()));
        if (!one.isDeclared()) {
            declare(one);
        } else {
            change(one, random.nextInt(100));
        }
        count++;
    }

    private void change(SoakedResource one, int dice) {
        if (dice < 30) {
            one.colour(COLOURS.get(random.nextInt(COLOURS.size())));
            apply(one);
        } else if (dice < 45) {
            if (one.commands() < MOST_COMMANDS) {
                one.addCommand();
                apply(one);
            }
        } else if (dice < 60) {
            one.switchPower();
            apply(one);
        } else if (dice < 72) {
            one.withdraw();
            GenericKubernetesResource manifest = one.manifest(namespace);
            Persistently.get(() -> client.resource(manifest).delete());
        } else if (dice < 98) {
            drift(one, dice % 4);
        } else {
            outage(one.host());
        }
    }

    private void declare(SoakedResource one) {
        // what is applied to one that is going goes with it
        Optional<IncusInstance> going = Persistently.get(() -> Optional.ofNullable(client.resources(IncusInstance.class)
                .inNamespace(namespace)
                .withName(one.name())
                .get()));
        if (going.isEmpty()) {
            one.declare();
            apply(one);
        }
    }

    private void apply(SoakedResource one) {
        GenericKubernetesResource manifest = one.manifest(namespace);
        Persistently.get(() -> client.resource(manifest).patch(APPLY));
    }

    /** Made behind the operator's back. */
    private static void drift(SoakedResource one, int kind) {
        try {
            switch (kind) {
                case 0 -> one.host().admin().setConfig(one.name(), "user.colour", "red");
                case 1 -> one.host().admin().stop(one.name());
                case 2 -> one.host().admin().start(one.name());
                default -> one.host().admin().delete(one.name());
            }
        } catch (IllegalArgumentException e) {
            // it is not made yet, or is being made anew: there is nothing that could drift
        }
    }

    private void outage(SimulatedHost host) {
        if (!back.containsKey(host)) {
            host.faults().killDaemon();
            back.put(host, System.nanoTime() + random.nextLong(LONGEST_OUTAGE.toNanos()));
        }
    }

    private void endOutages(long now) {
        back.entrySet().removeIf(each -> {
            boolean due = each.getValue() <= now;
            if (due) {
                each.getKey().faults().startDaemon();
            }
            return due;
        });
    }

    /** Every host answers again. */
    void endOutages() {
        endOutages(Long.MAX_VALUE);
    }
}
