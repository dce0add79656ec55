package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /1.0/operations}. */
final class OperationRoutes {
    private final Operations operations;
    private final Scheduler scheduler;
    private final Dialect dialect;
    private final Faults faults;

    OperationRoutes(Operations operations, Scheduler scheduler, Dialect dialect, Faults faults) {
        this.operations = operations;
        this.scheduler = scheduler;
        this.dialect = dialect;
        this.faults = faults;
    }

    void register(Router router) {
        router.on("GET", "/1.0/operations", this::list);
        router.on("GET", "/1.0/operations/{id}", call -> Answer.sync(find(call).json()));
        router.on("DELETE", "/1.0/operations/{id}", this::cancel);
        router.onLater("GET", "/1.0/operations/{id}/wait", this::await);
    }

    private SimulatedOperation find(Call call) {
        return operations
                .find(call.value("id"))
                .filter(operation -> call.caller().mayUse(operation.project()))
                .orElseThrow(() -> new Refusal(404, "Operation not found"));
    }

    private Answer list(Call call) {
        Map<String, ArrayNode> byStatus = new TreeMap<>();
        for (SimulatedOperation operation : operations.all()) {
            boolean wanted = call.allProjects() || operation.project().equals(call.project());
            if (!wanted || !call.caller().mayUse(operation.project())) {
                continue;
            }
            ArrayNode group =
                    byStatus.computeIfAbsent(operation.status().toLowerCase(Locale.ROOT), status -> Json.array());
            if (call.recursion() > 0) {
                group.add(operation.json());
            } else {
                group.add(operation.url());
            }
        }
        ObjectNode groups = Json.object();
        byStatus.forEach(groups::set);
        return Answer.sync(groups);
    }

    private Answer cancel(Call call) {
        SimulatedOperation operation = find(call);
        if (operation.done()) {
            throw new Refusal(400, "Only running operations can be cancelled");
        }
        if (!operation.mayCancel()) {
            throw new Refusal(400, "This operation can't be cancelled");
        }
        operations.cancel(operation);
        return Answer.done();
    }

    private CompletionStage<Answer> await(Call call) {
        long timeout = timeout(call);
        SimulatedOperation operation = find(call);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (operation.done() || faults.waitsAnswerAtOnce()) {
            answer.complete(dialect.waited(operation));
            return answer;
        }
        operation.whenDone(() -> answer.complete(dialect.waited(operation)));
        if (timeout >= 0) {
            SimulatedTime.Timer timer =
                    scheduler.after(Duration.ofSeconds(timeout), () -> answer.complete(dialect.waitExpired(operation)));
            operation.whenDone(timer::cancel);
        }
        return answer;
    }

    private static long timeout(Call call) {
        try {
            return Long.parseLong(call.query().getOrDefault("timeout", "-1"));
        } catch (NumberFormatException e) {
            throw new Refusal(500, "strconv.Atoi: parsing \"" + call.query().get("timeout") + "\": invalid syntax");
        }
    }
}
