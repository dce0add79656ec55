package dev.incusoperator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where it was measured: figures of different places are not to be compared. */
record Place(String machine, String versions) {

    /** @param kube as a cluster calls itself: {@code kube-apiserver v1.36.3}; empty where there was none */
    static Place here(String kube) {
        String processor = line("/proc/cpuinfo", "model name");
        long memory = Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024 / 1024;
        String machine = "%d × %s, %d GiB, Linux %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor.isEmpty() ? System.getProperty("os.arch") : processor,
                        memory,
                        System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1"));
        String incus = System.getenv().getOrDefault("INCUS_OPERATOR_TEST_INCUS_VERSION", "");
        String jdk = "JDK " + Runtime.version().toString().toLowerCase(Locale.ROOT);
        return new Place(
                machine,
                Stream.of(incus.isEmpty() ? "" : "Incus " + incus, kube, jdk)
                        .filter(version -> !version.isEmpty())
                        .collect(Collectors.joining(", ")));
    }

    private static String line(String file, String word) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
