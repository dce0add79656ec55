package dev.incusoperator;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class Launcher {
    private Launcher() {}

    public static void main(String... arguments) {
        Termination.limit();
        Quarkus.run(Main.class, arguments);
    }
}
