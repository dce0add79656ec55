package dev.incusoperator.client.transport;

import java.io.IOException;

/** A request that was kept back when it was about to be written. */
final class NotSent extends IOException {
    NotSent(String why) {
        super(why);
    }
}
