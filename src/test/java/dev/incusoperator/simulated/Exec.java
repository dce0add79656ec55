package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.simulated.Latency.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /1.0/instances/NAME/exec}. */
final class Exec {
    private static final String DESCRIPTION = "Executing command";
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Instances instances;
    private final Operations operations;
    private final EventHub events;
    private final Scheduler scheduler;
    private final Dialect dialect;
    private final Latency latency;
    private final List<CommandInterpreter> interpreters = new ArrayList<>(List.of(new TinyShell()));

    Exec(
            Instances instances,
            Operations operations,
            EventHub events,
            Scheduler scheduler,
            Dialect dialect,
            Latency latency) {
        this.instances = instances;
        this.operations = operations;
        this.events = events;
        this.scheduler = scheduler;
        this.dialect = dialect;
        this.latency = latency;
    }

    void register(Router router) {
        router.on("POST", "/1.0/instances/{name}/exec", this::exec);
    }

    /** Asked before those that are there already. */
    void add(CommandInterpreter interpreter) {
        interpreters.add(0, interpreter);
    }

    private Answer exec(Call call) {
        ObjectNode body = Json.parse(call.body());
        List<String> command = command(body);
        Map<String, String> environment = Json.strings(body.path("environment"), "InstanceExecPost.environment");
        SimulatedInstance instance = instances.find(call);
        switch (instance.status()) {
            case FROZEN -> throw new Refusal(400, "Instance is frozen");
            case RUNNING -> {}
            default -> throw new Refusal(400, "Instance is not running");
        }
        if (body.path("wait-for-websocket").asBoolean()) {
            throw new Refusal(501, "commands over a websocket are not simulated");
        }
        boolean recorded = body.path("record-output").asBoolean();
        CommandCall run = new CommandCall(
                instance.project(),
                instance.name(),
                command,
                environment,
                body.path("cwd").asText("").isEmpty()
                        ? "/root"
                        : body.path("cwd").asText(),
                body.path("user").asInt(0),
                body.path("group").asInt(0),
                new Inside(instance.guest()));
        SimulatedOperation operation = operations.begin(
                DESCRIPTION,
                instance.project(),
                dialect.resources(instance, DESCRIPTION),
                started -> start(started, instance, run, recorded, call.caller()));
        return Answer.async(operation);
    }

    private static List<String> command(ObjectNode body) {
        JsonNode command = body.path("command");
        if (!command.isMissingNode() && !command.isNull() && !command.isArray()) {
            throw new Refusal(
                    400,
                    "json: cannot unmarshal " + Json.kind(command)
                            + " into Go struct field InstanceExecPost.command of type []string");
        }
        List<String> words = new ArrayList<>();
        command.forEach(word -> words.add(word.asText()));
        return words;
    }

    private void start(
            SimulatedOperation operation,
            SimulatedInstance instance,
            CommandCall run,
            boolean recorded,
            Caller caller) {
        if (instance.virtualMachine() && !instance.guest().agentReady()) {
            throw new Refusal(500, "VM agent isn't currently running");
        }
        if (run.command().isEmpty()) {
            throw new Refusal(500, "Failed to retrieve PID of executing child process");
        }
        ObjectNode context = Json.object();
        context.set("command", Json.texts(run.command()));
        events.lifecycle(Lifecycle.by(caller, "instance-exec").with(context), instance);
        Optional<CommandResult> told = answer(interpreters.subList(0, interpreters.size() - 1), run);
        Optional<Waiter> waiter = told.isPresent() ? Optional.empty() : Waiter.of(run.command());
        CommandResult result = told.orElseGet(() -> waiter.isPresent() ? CommandResult.exit(0) : interpret(run));
        Running running = new Running(operation, instance, result, recorded);
        running.begin(run.environment(), waiter);
    }

    private static Optional<CommandResult> answer(List<CommandInterpreter> interpreters, CommandCall run) {
        return interpreters.stream()
                .map(interpreter -> interpreter.run(run))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private CommandResult interpret(CommandCall run) {
        return answer(interpreters, run)
                .orElseThrow(() -> new IllegalStateException("the tiny shell answers every command"));
    }

    /** A command on its way. It outlives the daemon: then its logs are completed and nobody is told (trap 14). */
    private final class Running {
        private final SimulatedOperation operation;
        private final SimulatedInstance instance;
        private final CommandResult result;
        private final boolean recorded;
        private final int pid;
        private SimulatedTime.Timer timer = () -> {};

        private Running(
                SimulatedOperation operation, SimulatedInstance instance, CommandResult result, boolean recorded) {
            this.operation = operation;
            this.instance = instance;
            this.result = result;
            this.recorded = recorded;
            this.pid = instance.guest().takePid();
        }

        private void begin(Map<String, String> environment, Optional<Waiter> waiter) {
            if (recorded) {
                instance.guest().logs().put(file("stdout"), result.stdout());
                instance.guest().logs().put(file("stderr"), result.stderr());
            }
            instance.guest().processes().put(pid, new Process(pid, environment, this::kill));
            waiter.ifPresentOrElse(
                    waits -> await(waits, scheduler.now().plus(waits.patience())),
                    () -> timer = scheduler.after(
                            latency.of(Kind.EXEC).plus(result.duration()), () -> end(result.exitCode())));
        }

        /** Looks again and again, as such a script does. */
        private void await(Waiter waiter, Instant until) {
            List<Process> marked = instance.guest().processes().values().stream()
                    .filter(process -> process.hasInEnvironment(waiter.mark()))
                    .toList();
            if (marked.isEmpty()) {
                timer = scheduler.after(latency.of(Kind.EXEC), () -> end(0));
            } else if (scheduler.now().isBefore(until)) {
                timer = scheduler.after(LOOK, () -> await(waiter, until));
            } else {
                marked.forEach(process -> process.kill().accept(15));
                timer = scheduler.after(LOOK, () -> await(waiter, until));
            }
        }

        private void kill(int signal) {
            timer.cancel();
            end(128 + signal);
        }

        private void end(int code) {
            if (instance.guest().processes().remove(pid) == null || !operations.runs(operation)) {
                return;
            }
            ObjectNode metadata = Json.object();
            if (recorded) {
                metadata.putObject("output")
                        .put("1", dialect.execLogPath(instance.name(), file("stdout")))
                        .put("2", dialect.execLogPath(instance.name(), file("stderr")));
            }
            operations.progress(operation, metadata.put("return", code));
            switch (code) {
                case CommandResult.NOT_FOUND -> operations.fail(operation, 400, "Command not found");
                case CommandResult.NOT_EXECUTABLE -> operations.fail(operation, 400, "Command not executable");
                default -> operations.succeed(operation);
            }
        }

        private String file(String stream) {
            return "exec_" + operation.id() + "." + stream;
        }
    }

    /** A script that waits until no process has its first argument in its environment, and ends them after so many seconds. */
    private record Waiter(String mark, Duration patience) {
        private static final int ARGUMENTS = 6;

        static Optional<Waiter> of(List<String> command) {
            return command.size() == ARGUMENTS
                            && command.get(2).contains("/environ")
                            && command.get(2).contains("while runs")
                    ? Optional.of(new Waiter(command.get(4), Duration.ofSeconds(Long.parseLong(command.get(5)))))
                    : Optional.empty();
        }
    }

    /** A guest as commands see it. */
    private record Inside(Guest guest) implements CommandCall.GuestView {
        @Override
        public Optional<byte[]> read(String path) {
            return path.equals("/dev/null")
                    ? Optional.of(new byte[0])
                    : Optional.ofNullable(guest.files().get(path)).map(Guest.File::content);
        }

        @Override
        public void write(String path, byte[] content) {
            if (!path.equals("/dev/null")) {
                guest.files()
                        .merge(path, Guest.File.regular(content), (old, other) -> old.withContent(other.content()));
            }
        }

        @Override
        public void link(String target, String path) {
            guest.files()
                    .put(
                            path,
                            new Guest.File(
                                    target.getBytes(java.nio.charset.StandardCharsets.UTF_8), "symlink", 0, 0, "0777"));
        }

        @Override
        public void append(String path, byte[] content) {
            byte[] before = read(path).orElse(new byte[0]);
            byte[] joined = java.util.Arrays.copyOf(before, before.length + content.length);
            System.arraycopy(content, 0, joined, before.length, content.length);
            write(path, joined);
        }

        @Override
        public boolean remove(String path) {
            return guest.files().remove(path) != null;
        }

        @Override
        public int killWithEnvironment(String value, int signal) {
            List<Process> hit = guest.processes().values().stream()
                    .filter(process -> process.hasInEnvironment(value))
                    .toList();
            hit.forEach(process -> process.kill().accept(signal));
            return hit.size();
        }
    }
}
