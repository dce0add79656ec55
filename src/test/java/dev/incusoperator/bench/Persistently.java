package dev.incusoperator.bench;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Supplier;

/** Asks an API server that may be too busy to answer in time again; for what may be done twice. */
final class Persistently {
    private static final int TRIES = 6;

    private Persistently() {}

    static <T> T get(Supplier<T> what) {
        for (int i = 1; i < TRIES; i++) {
            try {
                return what.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() != 0) {
                    throw e;
                }
            }
        }
        return what.get();
    }
}
