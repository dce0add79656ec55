package dev.incusoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** An Incus or LXD host of the whole cluster: its Secrets are in the operator's namespace, and its access rules say which namespaces may ask what of it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("cihost")
@Categories(Api.CATEGORY)
@JsonClassDescription(
        "An Incus or LXD host of the whole cluster: its Secrets are in the operator's namespace, and its access rules say which namespaces may ask what of it.")
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
@AdditionalPrinterColumn(name = "SOCKET", jsonPath = ".spec.socket.path", priority = 1, getDescription = "Its socket.")
@AdditionalPrinterColumn(
        name = "MESSAGE",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1,
        getDescription = "Why it is not Ready, and what to do.")
public class ClusterIncusHost extends CustomResource<HostSpec, HostStatus> {

    @Override
    protected @Nullable HostSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable HostStatus initStatus() {
        return null;
    }
}
