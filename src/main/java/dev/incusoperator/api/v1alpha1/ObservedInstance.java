package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instance as the host shows it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObservedInstance(
        @Nullable String name,
        @Nullable String project,
        @Nullable String host,
        @Nullable String uuid,
        @Nullable String status,
        @Nullable String type,
        @Nullable String architecture,
        @Nullable String location,
        @Nullable String image,
        @Nullable String createdAt,
        @Nullable String ipv4,
        @Nullable String ipv6,
        @Nullable List<InstanceAddress> addresses) {}
