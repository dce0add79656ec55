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
        @Nullable Timeouts timeouts) {}
