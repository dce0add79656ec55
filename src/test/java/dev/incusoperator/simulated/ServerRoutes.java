package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /}, {@code /1.0} and what it says of configuration keys and clusters. */
final class ServerRoutes {
    private final Daemon.Parts parts;
    private final Trust trust;
    private final ArrayNode extensions;

    ServerRoutes(Daemon.Parts parts, Trust trust) {
        this.parts = parts;
        this.trust = trust;
        this.extensions = Json.texts(lines("api-extensions-" + product().toLowerCase(java.util.Locale.ROOT) + ".txt"));
        parts.settings().moreExtensions().forEach(this.extensions::add);
    }

    void register(Router router) {
        router.on("GET", "/", call -> Answer.sync(Json.array().add("/1.0")));
        router.on("GET", "/1.0", this::server);
        router.on("GET", "/1.0/cluster", this::cluster);
        router.on("GET", "/1.0/cluster/members", this::members);
        router.on("GET", "/1.0/warnings", call -> Answer.sync(Json.array()));
        if (parts.dialect().product() == Product.INCUS) {
            router.on(
                    "GET",
                    "/1.0/metadata/configuration",
                    call -> Answer.sync(Json.parse(resource("configuration.json"))));
        }
    }

    private String product() {
        return parts.dialect().product().name();
    }

    private Answer server(Call call) {
        boolean incus = parts.dialect().product() == Product.INCUS;
        ObjectNode json = Json.object();
        if (call.caller().trusted() || incus) {
            json.putObject("config");
        }
        json.set("api_extensions", extensions);
        json.put("api_status", "stable")
                .put("api_version", "1.0")
                .put("auth", call.caller().trusted() ? "trusted" : "untrusted")
                .put("public", false)
                .putArray("auth_methods")
                .add("tls");
        if (!call.caller().trusted()) {
            return Answer.sync(json);
        }
        if (incus) {
            json.put("auth_user_name", call.caller().username())
                    .put("auth_user_method", call.caller().protocol());
        }
        json.set("environment", environment());
        return Answer.sync(json).withEtag(InstanceRendering.hash("server"));
    }

    private ObjectNode environment() {
        ObjectNode json = Json.object();
        json.set("addresses", Json.texts(trust.addresses()));
        json.putArray("architectures").add("x86_64").add("i686");
        json.put("certificate", trust.serverCertificate().certificatePem())
                .put("certificate_fingerprint", trust.serverCertificate().fingerprint())
                .put("driver", parts.settings().virtualMachines() ? "lxc | qemu" : "lxc")
                .put("driver_version", parts.settings().virtualMachines() ? "5.0.2 | 7.2.0" : "5.0.2")
                .put("firewall", "nftables")
                .put("kernel", "Linux")
                .put("kernel_architecture", "x86_64")
                .put("kernel_version", "6.1.0")
                .put("os_name", "Debian GNU/Linux")
                .put("os_version", "12")
                .put("project", "default")
                .put("server", parts.dialect().words().title().toLowerCase(java.util.Locale.ROOT))
                .put("server_clustered", !parts.settings().members().isEmpty())
                .put("server_event_mode", "full-mesh")
                .put("server_name", parts.settings().serverName())
                .put("server_pid", 47)
                .put("server_version", parts.dialect().version())
                .put("storage", "dir")
                .put("storage_version", "1");
        json.putArray("storage_supported_drivers")
                .addObject()
                .put("Name", "dir")
                .put("Version", "1")
                .put("Remote", false);
        return json;
    }

    private Answer cluster(Call call) {
        boolean enabled = !parts.settings().members().isEmpty();
        ObjectNode json = Json.object()
                .put("server_name", enabled ? parts.settings().members().get(0) : "")
                .put("enabled", enabled);
        json.putArray("member_config");
        return Answer.sync(json);
    }

    private Answer members(Call call) {
        if (parts.settings().members().isEmpty()) {
            throw new Refusal(500, "Server is not clustered");
        }
        ArrayNode listed = Json.array();
        for (String member : parts.settings().members()) {
            if (call.recursion() > 0) {
                listed.addObject()
                        .put("server_name", member)
                        .put("status", status(member))
                        .put("message", parts.faults().evacuated(member) ? "Unavailable due to maintenance" : "");
            } else {
                listed.add("/1.0/cluster/members/" + member);
            }
        }
        return Answer.sync(listed);
    }

    private String status(String member) {
        if (parts.faults().evacuated(member)) {
            return "Evacuated";
        }
        return parts.faults().dead(member) ? "Offline" : "Online";
    }

    private static List<String> lines(String name) {
        return new String(resource(name), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] resource(String name) {
        try (InputStream stream = ServerRoutes.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no test resource " + name + " beside " + ServerRoutes.class.getName());
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read test resource " + name, e);
        }
    }
}
