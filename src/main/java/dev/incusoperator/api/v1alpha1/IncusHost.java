package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An Incus or LXD host of a namespace: its Secrets are in that namespace, and only IncusInstances there may name it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("ihost")
@Categories(Api.CATEGORY)
@JsonClassDescription(
        "An Incus or LXD host of a namespace: its Secrets are in that namespace, and only IncusInstances there may name it.")
@AdditionalPrinterColumn(
        name = "READY",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        getDescription = "Whether it can be worked with.")
@AdditionalPrinterColumn(
        name = "REASON",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        getDescription = "Why, in a word.")
@AdditionalPrinterColumn(name = "PRODUCT", jsonPath = ".status.server.product", getDescription = "incus or lxd.")
@AdditionalPrinterColumn(
        name = "VERSION",
        jsonPath = ".status.server.version",
        getDescription = "The server's version.")
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Since when the resource exists.")
@AdditionalPrinterColumn(
        name = "ADDRESS",
        jsonPath = ".spec.https.addresses[0]",
        priority = 1,
        getDescription = "Its (first) address.")
@AdditionalPrinterColumn(
        name = "MESSAGE",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1,
        getDescription = "Why it is not Ready, and what to do.")
@ValidationRule(
        value = "!has(self.spec.socket)",
        message =
                "a unix socket is root on its machine, so only a ClusterIncusHost may name one: use https here, or make it a ClusterIncusHost")
@ValidationRule(
        value = "!has(self.spec.access)",
        message =
                "an IncusHost serves its own namespace, which needs no rule: leave access out, or make it a ClusterIncusHost")
public class IncusHost extends CustomResource<HostSpec, HostStatus> implements Namespaced {

    @Override
    protected @Nullable HostSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable HostStatus initStatus() {
        return null;
    }
}
