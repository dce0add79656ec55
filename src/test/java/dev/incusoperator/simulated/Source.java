package dev.incusoperator.simulated;

import dev.incusoperator.simulated.SimulatedInstance.Definition;
import java.util.List;
import java.util.Map;

/** What an instance is made from. */
sealed interface Source {
    List<String> DEFAULT_PROFILES = List.of("default");

    /** What the new instance takes over from it. */
    Definition definition();

    /** Refuses, once the operation runs, what cannot be made from it. */
    default void refuse(SimulatedInstance instance) {}

    private static Definition plain(Map<String, String> config) {
        return new Definition("x86_64", "", false, DEFAULT_PROFILES, config, Map.of());
    }

    /** An image of the store, or one that is pulled first. */
    record Image(SimulatedImage image) implements Source {
        @Override
        public Definition definition() {
            Map<String, String> config = new java.util.TreeMap<>();
            image.properties().forEach((key, value) -> config.put("image." + key, value));
            return new Definition("x86_64", "", false, image.profiles(), config, Map.of());
        }

        @Override
        public void refuse(SimulatedInstance instance) {
            if (!image.type().equals(instance.type())) {
                throw new Refusal(
                        500,
                        "Requested image's type \"" + image.type() + "\" doesn't match instance type \""
                                + instance.type() + '"');
            }
        }
    }

    /** One that is not there, as the operation finds out. */
    record Missing(Refusal refusal) implements Source {
        @Override
        public Definition definition() {
            return plain(Map.of());
        }

        @Override
        public void refuse(SimulatedInstance instance) {
            throw refusal;
        }
    }

    /** Another instance or one of its snapshots. */
    record Copy(SimulatedInstance from, String snapshot, Definition definition) implements Source {}

    /** An empty instance. */
    record Nothing() implements Source {
        @Override
        public Definition definition() {
            return plain(Map.of());
        }
    }
}
