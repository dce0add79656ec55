package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.NOW;
import static dev.incusoperator.instance.Given.WEB;
import static dev.incusoperator.instance.Given.asked;
import static dev.incusoperator.instance.Given.command;
import static dev.incusoperator.instance.Given.ended;
import static dev.incusoperator.instance.Given.operation;
import static dev.incusoperator.instance.Given.sight;

import dev.incusoperator.api.v1alpha1.DeletionPolicy;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.OperationStatus;
import dev.incusoperator.api.v1alpha1.PowerState;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.OperationView;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.Situation.Held;
import dev.incusoperator.instance.exec.ExecHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Every situation that there is: the whole product of what is seen, asked and remembered, with one command listed. */
final class EverySituation {
    private static final List<Sighting> SIGHTINGS = sightings();

    private static final List<Gate> GATES = List.of(
            new Gate.Open(),
            new Gate.HostAway("HostUnreachable", "away"),
            new Gate.NoHost("none"),
            new Gate.Paused("paused", false),
            new Gate.Denied("denied"),
            new Gate.ChangeFirst("it still has it"),
            new Gate.SourceMissing("missing"),
            new Gate.Unjudged("unjudged"));

    /** What the status remembers of the last operation. */
    private static final List<UnaryOperator<Given>> OPERATIONS = List.of(
            given -> given,
            goesOn(new OperationView.Running("")),
            goesOn(new OperationView.Ended(ended("op", 200, ""))),
            goesOn(new OperationView.Ended(ended("op", 400, "no"))),
            goesOn(new OperationView.Lost()),
            goesOn(new OperationView.NotTracked()),
            with(operation("action: create", "state: Running")),
            with(operation("id: op", "action: stop", "state: Failed", "startedAt: '2026-03-01T11:59:30Z'")),
            with(operation("id: op", "action: stop", "state: Failed", "startedAt: '2026-03-01T11:58:00Z'")));

    /** What it remembers of the one command that is listed. */
    private static final List<UnaryOperator<Given>> COMMANDS = List.of(
            given -> given,
            ran(new OperationView.Lost(), "state: Running"),
            ran(new OperationView.Running(""), "state: Running", "operation: c"),
            ran(new OperationView.Running(""), "state: Running", "operation: c", "startedAt: '2026-02-01T00:00:00Z'"),
            ran(new OperationView.Ended(ended("c", 200, "", "{return: 1}")), "state: Running", "operation: c"),
            ran(new OperationView.Lost(), "state: Running", "operation: c"),
            ran(new OperationView.Lost(), "state: Succeeded", "operation: c"),
            ran(new OperationView.Lost(), "state: Failed", "finishedAt: '" + NOW + "'"),
            ran(new OperationView.Lost(), "hash: other", "state: Succeeded"));

    private static final List<UnaryOperator<Given>> FAILURES =
            List.of(given -> given, held(NOW.plusSeconds(5)), held(NOW));

    private EverySituation() {}

    /** The hash of the one command that is listed, as it is now. */
    static String wanted() {
        return new ExecHash().of(Given.entry("greet"), Given.UUID, Given.STARTED);
    }

    /** Hands over each of them, one after the other. */
    static void each(Consumer<Situation> judge) {
        for (PowerState power : PowerState.values()) {
            for (DeletionPolicy policy : DeletionPolicy.values()) {
                Given given = asked(
                        "powerState: " + word(power.name()),
                        "deletion: " + word(policy.name()),
                        "exec: [{name: greet, command: [greet]}]");
                SIGHTINGS.forEach(sighting -> everyMemory(given.sighting(sighting), judge));
            }
        }
    }

    private static void everyMemory(Given given, Consumer<Situation> judge) {
        for (Gate gate : GATES) {
            for (int deletion = 0; deletion < 3; deletion++) {
                given.gate(gate).deleting(deletion > 0).forceOrphan(deletion > 1);
                for (UnaryOperator<Given> operation : OPERATIONS) {
                    for (UnaryOperator<Given> command : COMMANDS) {
                        for (UnaryOperator<Given> failure : FAILURES) {
                            judge.accept(failure.apply(command.apply(operation.apply(given.blank())))
                                    .situation());
                        }
                    }
                }
            }
        }
    }

    private static List<Sighting> sightings() {
        List<Sighting> all = new ArrayList<>(List.of(
                new Sighting.Unknown("not to be read"), new Sighting.Pending("being read"), new Sighting.Gone()));
        Stream.of(102, 103, 106, 107, 110, 112).forEach(code -> all.add(sight(Given.ours(code))));
        List<Map<String, String>> others =
                List.of(Given.FOREIGN.config(WEB), Map.of(), MARK.config(new InstanceRef("default", "other")));
        for (Map<String, String> mark : others) {
            Stream.of(102, 103).forEach(code -> all.add(sight(Given.instance(code, mark))));
        }
        return List.copyOf(all);
    }

    private static UnaryOperator<Given> with(OperationStatus operation) {
        return given -> given.operation(operation);
    }

    private static UnaryOperator<Given> goesOn(OperationView view) {
        OperationStatus begun = operation("id: op", "action: start", "state: Running", "startedAt: '" + NOW + "'");
        return given -> given.operation(begun).view("op", view);
    }

    private static UnaryOperator<Given> ran(OperationView view, String... yaml) {
        ExecStatus status = command(Stream.concat(Stream.of("name: greet", "hash: " + wanted()), Stream.of(yaml))
                .toArray(String[]::new));
        return given -> given.exec(status).view("c", view);
    }

    private static UnaryOperator<Given> held(Instant until) {
        Held failure = new Held("start", "StartFailed", "no", false, until);
        return given -> given.held(failure);
    }

    private static String word(String constant) {
        return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }
}
