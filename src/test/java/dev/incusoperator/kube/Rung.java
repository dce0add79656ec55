package dev.incusoperator.kube;

import java.util.Map;

/** One way to have a Kubernetes API. */
interface Rung {

    /** By which {@link KubeLadder#CHOICE} names it. */
    String word();

    /** Tries it; quick to say no, and leaves nothing behind when it does. */
    Climb climb(Map<String, String> environment);

    /** What came of trying. */
    sealed interface Climb {
        record Up(KubeServer server) implements Climb {}

        /** {@code why} is a clause for a person: "KUBEBUILDER_ASSETS is not set". */
        record NotHere(String why) implements Climb {}
    }
}
