package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A container or virtual machine on an Incus or LXD host, kept as it is declared here. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iinst")
@Categories(Api.CATEGORY)
@JsonClassDescription("A container or virtual machine on an Incus or LXD host, kept as it is declared here.")
@AdditionalSelectableField(jsonPath = ".spec.hostRef.name")
@AdditionalPrinterColumn(name = "HOST", jsonPath = ".spec.hostRef.name", getDescription = "The host it is on.")
@AdditionalPrinterColumn(
        name = "STATE",
        jsonPath = ".status.instance.status",
        getDescription = "Its state as the host shows it.")
@AdditionalPrinterColumn(
        name = "READY",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        getDescription = "Whether it is as asked, commands included.")
@AdditionalPrinterColumn(
        name = "IPV4",
        jsonPath = ".status.instance.ipv4",
        getDescription = "Its first global IPv4 address.")
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Since when the resource exists.")
@AdditionalPrinterColumn(
        name = "IMAGE",
        jsonPath = ".status.instance.image",
        priority = 1,
        getDescription = "The image it was made from.")
@AdditionalPrinterColumn(
        name = "EXEC",
        jsonPath = ".status.conditions[?(@.type==\"ExecSucceeded\")].reason",
        priority = 1,
        getDescription = "How far its commands are.")
@AdditionalPrinterColumn(
        name = "OPERATION",
        jsonPath = ".status.operation.action",
        priority = 1,
        getDescription = "The last operation on the host.")
@AdditionalPrinterColumn(
        name = "PROJECT",
        jsonPath = ".status.instance.project",
        priority = 1,
        getDescription = "The project it is in.")
@AdditionalPrinterColumn(
        name = "MESSAGE",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1,
        getDescription = "Why it is not Ready, and what to do.")
@ValidationRule(
        value = "has(self.spec.instanceName) || self.metadata.name.matches('^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$')",
        message =
                "metadata.name is to be the name of the instance, but is none: choose one of letters, digits and hyphens, at most 63 of them, beginning with a letter, or write another name into spec.instanceName")
public class IncusInstance extends CustomResource<InstanceSpec, InstanceStatus> implements Namespaced {

    /** The instance's name on its host: as declared, else the resource's own. */
    public String instanceName() {
        String declared = getSpec() == null ? null : getSpec().instanceName();
        return declared == null ? getMetadata().getName() : declared;
    }

    @Override
    protected @Nullable InstanceSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable InstanceStatus initStatus() {
        return null;
    }
}
