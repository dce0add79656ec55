package dev.incusoperator.e2e;

import dev.incusoperator.chaos.LongRun;

/** Each call to the host and to the API server is seen, and may have its own fault. */
@LongRun
class RandomFaultsIT extends RandomFaultsStory {
    RandomFaultsIT() {
        super("faults on the wires, by socket");
    }
}
