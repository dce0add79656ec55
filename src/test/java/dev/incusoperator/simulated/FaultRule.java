package dev.incusoperator.simulated;

import java.util.regex.Pattern;

/** Which calls a fault hits, and how many of them are left to be hit. Guarded by the host's lock. */
final class FaultRule {
    private final Pattern method;
    private final Pattern path;
    private final Fault fault;
    private int left;

    FaultRule(String method, String path, Fault fault, int times) {
        this.method = Pattern.compile(method);
        this.path = Pattern.compile(path);
        this.fault = fault;
        this.left = times;
    }

    boolean fits(String ofMethod, String ofPath) {
        return method.matcher(ofMethod).matches() && path.matcher(ofPath).matches();
    }

    Fault fault() {
        return fault;
    }

    /** Whether that was the last time. */
    boolean useUp() {
        left--;
        return left <= 0;
    }
}
