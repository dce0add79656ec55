package dev.incusoperator.instance;

import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what a failure means: its reason, a sentence, and whether only a change of something mends it. Pure. */
final class Failures {
    /** @param permanent whether trying again is of no use before the spec, the host or what it has changes */
    record Failure(String action, String reason, String message, boolean permanent) {}

    /** What servers say of an update that they would refuse again. */
    private static final List<String> REFUSED = List.of("Invalid ", "Unknown ", "Cannot ", "not found");

    /** What servers say of a creation that they would refuse again; "record" is the definition itself. */
    private static final List<String> NOT_CREATABLE = List.of(
            "Failed creating instance record",
            "Image not provided",
            "No matching image could be found",
            "requested image couldn't be found",
            "doesn't match instance type",
            "doesn't exist",
            "not supported");

    /** What passes by itself, whatever else the text says: an image server that is away, a database or a disk that is busy or full. */
    private static final Pattern PASSING = Pattern.compile(
            "\\bEOF\\b|time(d )?out|deadline exceeded|connection (refused|reset)|broken pipe|unable to connect|unable to fetch"
                    + "|no such host|temporary failure|server misbehaving|network is unreachable|no route to host"
                    + "|unique constraint failed: images|\"images(_source)?\" entry already exists|database is locked"
                    + "|is busy|no space left",
            Pattern.CASE_INSENSITIVE);

    /** What a definition is sent with, or an image named by. */
    private static final Set<String> MAKES = Set.of("create", "update", Step.PREPARE, Step.REBUILD);

    /** What an instance is stopped for: it would be each time that it is tried again. */
    private static final Set<String> STOPPED_FOR = Set.of(Step.REPLACE, Step.REBUILD);

    private static final String SHUTTING_DOWN = ". What has been stopped with it goes on when the host is back";

    private Failures() {}

    static Failure of(String action, Situation situation, IncusException error) {
        String message = Words.failed(action, situation.instance(), said(action, situation, error));
        if (error instanceof IncusException.NotTrusted) {
            return new Failure(action, "NotTrusted", message, true);
        }
        if (error instanceof IncusException.ApiError api) {
            if (isShuttingDown(api)) {
                return new Failure(action, "HostShuttingDown", message + SHUTTING_DOWN, false);
            }
            return new Failure(
                    action,
                    Words.failedReason(action),
                    message + advice(api.serverText()),
                    permanent(action, api.code()));
        }
        return new Failure(action, "HostUnreachable", message, false);
    }

    /** What is not given now may be by what is seen next. */
    static Failure of(String action, Situation.Gate gate) {
        if (gate instanceof Situation.Gate.Denied denied) {
            return new Failure(action, "PolicyDenied", denied.message(), false);
        }
        if (gate instanceof Situation.Gate.ChangeFirst change) {
            return new Failure(action, "PolicyDenied", change.message(), false);
        }
        return new Failure(action, "InstanceBusy", "the instance has changed since it was looked at", false);
    }

    private static String said(String action, Situation situation, IncusException error) {
        String message = String.valueOf(error.getMessage());
        return MAKES.contains(action) && error instanceof IncusException.ApiError
                ? FailureCause.named(message, situation.spec())
                : message;
    }

    /** Its admin has told its machine to shut down: it stops the instances, and starts them when it is back. */
    private static boolean isShuttingDown(IncusException.ApiError error) {
        return error.code() == 503
                && error.serverText().toLowerCase(Locale.ROOT).contains("shutting down");
    }

    static Failure of(String action, Situation situation, Operation ended) {
        String err = ended.err().isBlank() ? ended.status() : ended.err();
        String message = Words.failed(
                action, situation.instance(), MAKES.contains(action) ? FailureCause.named(err, situation.spec()) : err);
        if (action.equals("update") && ended.err().contains("running")) {
            return new Failure(
                    action,
                    UpdatePlanner.NEEDS_STOP,
                    message
                            + ". The server takes this of a stopped instance only: stop it, or let the operator do so by"
                            + " spec.updates.restart: Allowed",
                    true);
        }
        return new Failure(
                action, Words.failedReason(action), message + advice(action, ended.err()), permanent(action, ended));
    }

    /**
     * What is refused when it is created is refused again. Anything else is asked of an instance that may have changed
     * since it was looked at (a command of one that has just stopped, say): the next look shows it.
     */
    private static boolean permanent(String action, int code) {
        return code == 403
                || STOPPED_FOR.contains(action)
                || (Set.of("create", "update", Step.ADOPT, Step.PREPARE).contains(action)
                        && code >= 400
                        && code < 500
                        && code != 408
                        && code != 409
                        && code != 412
                        && code != 429);
    }

    /**
     * A finished operation says Failure, not why. A creation or an update is refused again where the server refused what was asked for;
     * a start or a stop may succeed when the host has more room or the guest listens.
     */
    private static boolean permanent(String action, Operation ended) {
        String err = ended.err();
        if (STOPPED_FOR.contains(action)) {
            return true;
        }
        if (PASSING.matcher(err).find()) {
            return false;
        }
        return REFUSED.stream().anyMatch(err::contains) && (action.equals("create") || action.equals("update"))
                || (action.equals("create") || action.equals(Step.PREPARE))
                        && NOT_CREATABLE.stream().anyMatch(err::contains);
    }

    private static String advice(String action, String err) {
        return action.equals(Step.REBUILD) && ReplacementPlanner.mayHaveLostItsRoot(err)
                ? ". Its root file system may be gone, and then the server cannot rebuild it: spec.updates.replace: Recreate"
                        + " deletes the instance and makes it again"
                : advice(err);
    }

    private static String advice(String err) {
        String text = err.toLowerCase(Locale.ROOT);
        if (FailureCause.isAboutMissingImage(err)) {
            return ". Is spec.image right? An image without 'remote' is looked for in the host's own store";
        }
        if (text.contains("network") && text.contains("not")) {
            return ". Create that network on the host, or name another one in spec.devices or the profile";
        }
        return "";
    }
}
