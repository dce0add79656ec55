package dev.incusoperator.e2e;

import dev.incusoperator.chaos.LongRun;

/** The way to the host is TLS: what is cut off, halved, garbled and held up are pieces of it, wherever a call begins or ends. */
@LongRun
class RandomFaultsByHttpsIT extends RandomFaultsStory {
    RandomFaultsByHttpsIT() {
        super("faults on the wires, by https");
    }

    @Override
    WiredStage makeStage() {
        return WiredStage.byHttpsOrSkip();
    }
}
