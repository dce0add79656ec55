package dev.incusoperator.client.malformed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.incusoperator.client.ApiRequest;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.ExecCommand;
import dev.incusoperator.client.model.FileContent;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.StateChange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A call of the client's, and a genuine answer to it.
 *
 * @param answer the name of the recorded answer
 * @param call returns what the client makes of the answer, everything about it looked at
 */
record TypedCall(String name, String answer, Function<IncusClient, Object> call) {
    private static final InstanceRef WEB = new InstanceRef("default", "web-1");
    private static final String LOG = "/1.0/instances/web-1/logs/exec-output/exec_1.stdout";

    /** Every call that reads JSON. Those about files and logs read it where they fail. */
    static final List<TypedCall> ALL = List.of(
            new TypedCall("server", "server", client -> client.server().get()),
            new TypedCall("projectExists", "project", client -> client.server().projectExists("default")),
            new TypedCall("profiles", "profiles", client -> client.server().profiles("default")),
            new TypedCall("members", "members", client -> client.server().members()),
            new TypedCall(
                    "configuration",
                    "configuration",
                    client -> client.server()
                            .configuration()
                            .map(catalogue ->
                                    List.of(catalogue, catalogue.isLive("limits.cpu"), catalogue.isLive("user.x")))),
            new TypedCall(
                    "listAllProjects", "instances", client -> client.instances().listAllProjects()),
            new TypedCall("list", "instances", client -> client.instances().list("default")),
            new TypedCall("get", "instance", client -> client.instances().get(WEB, false)),
            new TypedCall(
                    "get with state",
                    "instance-state",
                    client -> client.instances().get(WEB, true)),
            new TypedCall("snapshot", "snapshot", client -> client.instances().snapshot(WEB, "s0")),
            new TypedCall(
                    "create",
                    "create",
                    client -> client.instances().create("default", null, JsonNodeFactory.instance.objectNode())),
            new TypedCall(
                    "changeState",
                    "change-state",
                    client -> client.instances()
                            .changeState(WEB, new StateChange(StateChange.Action.START, false, Duration.ofSeconds(1)))),
            new TypedCall(
                    "replace",
                    "change-state",
                    client -> client.instances().replace(WEB, JsonNodeFactory.instance.objectNode(), "\"etag\"")),
            new TypedCall(
                    "rebuild",
                    "change-state",
                    client -> client.instances().rebuild(WEB, JsonNodeFactory.instance.objectNode())),
            new TypedCall("delete", "delete", client -> client.instances().delete(WEB)),
            new TypedCall(
                    "exec",
                    "exec",
                    client -> client.instances()
                            .exec(WEB, new ExecCommand(List.of("true"), Map.of(), null, null, null, true))),
            new TypedCall("logTail", "not-found", client -> client.instances().logTail("default", LOG, 4)),
            new TypedCall(
                    "deleteLog", "push-file", done(client -> client.instances().deleteLog("default", LOG))),
            new TypedCall(
                    "pushFile",
                    "push-file",
                    done(client -> client.instances()
                            .pushFile(WEB, "/etc/motd", new FileContent(new byte[] {1}, 0, 0, 0644)))),
            new TypedCall(
                    "fileAttributes", "not-found", client -> client.instances().fileAttributes(WEB, "/etc/motd")),
            new TypedCall(
                    "deleteFile", "push-file", done(client -> client.instances().deleteFile(WEB, "/etc/motd"))),
            new TypedCall(
                    "createDirectory",
                    "push-file",
                    done(client -> client.instances().createDirectory(WEB, "/etc/x", 0, 0, 0755))),
            new TypedCall("readFile", "not-found", client -> client.instances().readFile(WEB, "/etc/motd", 65_536)),
            new TypedCall(
                    "operation",
                    "operation-running",
                    client -> client.operations().get("1")),
            new TypedCall(
                    "operations", "operations", client -> client.operations().list("default")),
            new TypedCall("a finished operation as an answer", "exec-wait", client -> {
                var response = client.request(ApiRequest.get("operations", "1", "wait"));
                return List.of(response.operation(), response.operationId(), response.etag(), response.text());
            }));

    static List<TypedCall> oneForEachAnswer() {
        Map<String, TypedCall> byAnswer = new LinkedHashMap<>();
        ALL.forEach(call -> byAnswer.putIfAbsent(call.answer(), call));
        return List.copyOf(byAnswer.values());
    }

    /** Looks at everything about what came back; throws nothing but an {@link IncusException} unless something is wrong. */
    void run(IncusClient client) {
        Sound.check(call.apply(client));
    }

    private static Function<IncusClient, Object> done(Consumer<IncusClient> call) {
        return client -> {
            call.accept(client);
            return "done";
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
