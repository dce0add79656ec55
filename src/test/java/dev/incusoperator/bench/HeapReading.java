package dev.incusoperator.bench;

/** The heap in use, from what {@code /q/metrics} answers. */
final class HeapReading {
    private static final String USED = "jvm_memory_used_bytes{";
    private static final double MEBIBYTE = 1024.0 * 1024;

    private HeapReading() {}

    static double mebibytes(String metrics) {
        return metrics.lines()
                        .filter(line -> line.startsWith(USED) && line.contains("area=\"heap\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                / MEBIBYTE;
    }
}
