package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.incusoperator.client.model.ServerInfo.Product;

/** {@code /1.0/instances/NAME/logs}: what record-output commands wrote, read whole or by range (trap 22), and deleted. */
final class Logs {
    private static final byte[] DAEMON_LOG = new byte[0];

    private final Instances instances;
    private final Dialect dialect;
    private final Ranges ranges;

    Logs(Instances instances, Dialect dialect) {
        this.instances = instances;
        this.dialect = dialect;
        this.ranges = new Ranges(dialect.product());
    }

    void register(Router router) {
        router.on("GET", "/1.0/instances/{name}/logs", this::list);
        router.on("GET", "/1.0/instances/{name}/logs/{file}", this::log);
        router.on("DELETE", "/1.0/instances/{name}/logs/{file}", this::deleteLog);
        if (dialect.product() == Product.INCUS) {
            router.on("GET", "/1.0/instances/{name}/logs/exec-output/{file}", this::read);
            router.on("DELETE", "/1.0/instances/{name}/logs/exec-output/{file}", this::delete);
        }
    }

    private SimulatedInstance find(Call call) {
        try {
            return instances.find(call);
        } catch (Refusal refusal) {
            throw refusal.code() == 404 ? dialect.logsOfMissing(call.project(), call.value("name")) : refusal;
        }
    }

    private SimulatedInstance findForLog(Call call) {
        try {
            return instances.find(call);
        } catch (Refusal refusal) {
            throw refusal.code() == 404 ? dialect.logOfMissing(call.project(), call.value("name")) : refusal;
        }
    }

    private boolean apart() {
        return dialect.product() == Product.INCUS;
    }

    private Answer list(Call call) {
        SimulatedInstance instance = find(call);
        ArrayNode listed = Json.array();
        if (!apart()) {
            instance.guest().logs().keySet().forEach(file -> listed.add(dialect.execLogPath(instance.name(), file)));
            if (instance.starts() > 0) {
                listed.add("/1.0/instances/" + instance.name() + "/logs/lxc.conf");
            }
        }
        listed.add("/1.0/instances/" + instance.name() + "/logs/lxc.log");
        return Answer.sync(listed);
    }

    private Answer log(Call call) {
        String file = call.value("file");
        SimulatedInstance instance = findForLog(call);
        if (apart() && file.equals("exec-output")) {
            ArrayNode listed = Json.array();
            instance.guest().logs().keySet().forEach(name -> listed.add(dialect.execLogPath(instance.name(), name)));
            return Answer.sync(listed);
        }
        if (file.equals("lxc.log")) {
            return ranges.answer(call, file, DAEMON_LOG);
        }
        if (apart() || !file.startsWith("exec_")) {
            throw dialect.logNameInvalid(file);
        }
        return read(call);
    }

    private Answer deleteLog(Call call) {
        if (apart() || !call.value("file").startsWith("exec_")) {
            throw dialect.logNameInvalid(call.value("file"));
        }
        return delete(call);
    }

    private Answer read(Call call) {
        String file = call.value("file");
        SimulatedInstance instance = findForLog(call);
        byte[] content = instance.guest().logs().get(file);
        if (content == null) {
            throw dialect.logNotFound(instance.name(), file, false);
        }
        return ranges.answer(call, file, content);
    }

    private Answer delete(Call call) {
        String file = call.value("file");
        SimulatedInstance instance = findForLog(call);
        if (instance.guest().logs().remove(file) == null) {
            throw dialect.logNotFound(instance.name(), file, true);
        }
        return Answer.done();
    }
}
