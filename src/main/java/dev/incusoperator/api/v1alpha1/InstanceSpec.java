package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance as declared. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSpec(
        HostRef hostRef,
        @Nullable String instanceName,
        @Nullable String project,
        @Nullable String target,
        @Nullable InstanceType type,
        @Nullable ImageSource image,
        @Nullable CopySource copyFrom,
        @Nullable Boolean empty,
        @Nullable String description,
        @Nullable String architecture,
        @Nullable List<String> profiles,
        @Nullable Map<String, String> config,
        @Nullable Map<String, Map<String, String>> devices,
        @Nullable Boolean ephemeral,
        @Nullable String instanceType,
        @Nullable CloudInit cloudInit,
        @Nullable PowerState powerState,
        @Nullable List<ExecEntry> exec,
        @Nullable DeletionPolicy deletion,
        @Nullable Timeouts timeouts) {

    private static final Timeouts DEFAULT_TIMEOUTS = new Timeouts(null, null, null, null);

    public InstanceType typeOrDefault() {
        return type == null ? InstanceType.CONTAINER : type;
    }

    public boolean emptyOrDefault() {
        return Boolean.TRUE.equals(empty);
    }

    public Map<String, String> configOrEmpty() {
        return config == null ? Map.of() : config;
    }

    public Map<String, Map<String, String>> devicesOrEmpty() {
        return devices == null ? Map.of() : devices;
    }

    public boolean ephemeralOrDefault() {
        return Boolean.TRUE.equals(ephemeral);
    }

    public PowerState powerStateOrDefault() {
        return powerState == null ? PowerState.RUNNING : powerState;
    }

    public List<ExecEntry> execOrEmpty() {
        return exec == null ? List.of() : exec;
    }

    public DeletionPolicy deletionOrDefault() {
        return deletion == null ? DeletionPolicy.DELETE : deletion;
    }

    public Timeouts timeoutsOrDefault() {
        return timeouts == null ? DEFAULT_TIMEOUTS : timeouts;
    }

    /** What and where, not how: config and commands may hold what no log should. */
    @Override
    public String toString() {
        return "InstanceSpec[hostRef=" + hostRef + ", project=" + project + ", instanceName=" + instanceName + "]";
    }
}
