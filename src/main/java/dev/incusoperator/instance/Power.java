package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;

/** The power states that matter here; the API's own words and codes are many more. */
enum Power {
    RUNNING,
    STOPPED,
    FROZEN,
    /** Starting, stopping, freezing …: it will be another one soon. */
    BETWEEN,
    /** The server cannot say (a dead member of its cluster), or says Error. */
    BROKEN;

    /** By the API's status codes, which are the same for both products. */
    static Power of(Instance instance) {
        return switch (instance.statusCode()) {
            case 102 -> STOPPED;
            case 103, 113 -> RUNNING;
            case 110 -> FROZEN;
            case 112 -> BROKEN;
            default -> BETWEEN;
        };
    }
}
