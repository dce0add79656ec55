package dev.incusoperator.kube;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** kube-apiserver and etcd, and kube-controller-manager where it is beside them, from a directory of programs. */
final class LocalKube implements Rung {
    private static final String ASSETS = "KUBEBUILDER_ASSETS";

    @Override
    public String word() {
        return "binaries";
    }

    @Override
    public Climb climb(Map<String, String> environment) {
        String assets = environment.getOrDefault(ASSETS, "");
        if (assets.isEmpty()) {
            return new Climb.NotHere(ASSETS + " is not set");
        }
        Optional<String> missing = missingIn(Path.of(assets));
        return missing.isPresent()
                ? new Climb.NotHere(missing.get() + " is not in " + ASSETS + " (" + assets + ")")
                : new Climb.Up(start(Path.of(assets)));
    }

    static Optional<String> missingIn(Path programs) {
        return Stream.of("etcd", "kube-apiserver")
                .filter(program -> !Files.isExecutable(programs.resolve(program)))
                .findFirst();
    }

    static KubeServer start(Path programs) {
        return start(workspace -> new ControlPlane(programs, workspace).start());
    }

    /** Tries again with other ports, should another process have taken one between choosing and listening. */
    static <T> T start(Function<Workspace, T> starting) {
        for (int attempt = 1; ; attempt++) {
            Workspace workspace = new Workspace("kube");
            try {
                return starting.apply(workspace);
            } catch (RuntimeException e) {
                workspace.close();
                if (attempt == 3) {
                    throw e;
                }
            }
        }
    }
}
