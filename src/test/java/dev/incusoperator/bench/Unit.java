package dev.incusoperator.bench;

/** What a figure counts. */
enum Unit {
    SECONDS("s"),
    MILLISECONDS("ms"),
    MICROSECONDS("µs"),
    MEBIBYTES("MiB"),
    PER_SECOND("/s"),
    COUNT("");

    private final String sign;

    Unit(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }
}
