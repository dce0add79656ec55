package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** Which instances that are there already a rule gives. Written as {@code false}, {@code true} or {@code AnyCluster}. */
public enum AdoptAllowance {
    NONE(false),

    /** Those that bear no mark of any resource. */
    UNOWNED(true),

    /** Those too that bear the mark of the same namespace and name in another cluster, which may be alive. */
    ANY_CLUSTER("AnyCluster");

    private final Object written;

    AdoptAllowance(Object written) {
        this.written = written;
    }

    /** What is none of the three gives nothing. */
    @JsonCreator
    static AdoptAllowance of(@Nullable Object written) {
        for (AdoptAllowance each : values()) {
            if (each.written.equals(written)) {
                return each;
            }
        }
        return NONE;
    }

    @JsonValue
    public Object written() {
        return written;
    }
}
