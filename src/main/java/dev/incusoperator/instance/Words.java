package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.status.Text;
import java.util.Map;
import java.util.Optional;

/** The words for actions and states, the same in every message. */
final class Words {
    static final String SWEEP = "sweep";
    static final String WRITE_FILE = "write-file";

    /** The action's name, its reason while it goes on, its reason when it failed, and how a sentence says it. */
    private record Action(String progressing, String failed, String verb) {}

    private static final Map<String, Action> ACTIONS = Map.ofEntries(
            Map.entry("create", new Action("Creating", "CreateFailed", "creating")),
            Map.entry("start", new Action("Starting", "StartFailed", "starting")),
            Map.entry("stop", new Action("Stopping", "StopFailed", "stopping")),
            Map.entry("force-stop", new Action("Stopping", "StopFailed", "stopping (forced)")),
            Map.entry("freeze", new Action("Freezing", "FreezeFailed", "freezing")),
            Map.entry("unfreeze", new Action("Unfreezing", "UnfreezeFailed", "unfreezing")),
            Map.entry("delete", new Action("Deleting", "DeleteFailed", "deleting")),
            Map.entry("restart", new Action("Restarting", "RestartFailed", "restarting")),
            Map.entry("force-restart", new Action("Restarting", "RestartFailed", "restarting (forced)")),
            Map.entry("update", new Action("Updating", "UpdateFailed", "updating")),
            Map.entry(
                    Step.DISCARD, new Action("Discarding", "DiscardFailed", "deleting, since it was never finished,")),
            Map.entry(Step.PREPARE, new Action("Preparing", "ReplacementNotPossible", "preparing the replacement of")),
            Map.entry(Step.REBUILD, new Action("Rebuilding", "RebuildFailed", "rebuilding")),
            Map.entry(Step.ADOPT, new Action("Adopting", "AdoptFailed", "taking over")),
            Map.entry(Step.REPLACE, new Action("Replacing", "ReplaceFailed", "deleting, to make it anew,")),
            Map.entry("unprotect", new Action("Deleting", "DeleteFailed", "lifting the protection of")),
            Map.entry("release", new Action("Releasing", "ReleaseFailed", "releasing")),
            Map.entry("run", new Action("CommandRunning", "CommandNotStarted", "running a command in")),
            Map.entry(SWEEP, new Action("CommandRunning", "OutputNotDeleted", "deleting the output of a command of")),
            Map.entry(WRITE_FILE, new Action("WritingFiles", FileRunner.NOT_WRITTEN, "writing a file into")),
            Map.entry("look", new Action("Looking", "HostUnreachable", "looking at")));

    private static final int NAME_LIMIT = 128;

    private Words() {}

    static String theInstance(InstanceRef instance) {
        return "instance " + instance.name() + " in project " + instance.project();
    }

    static String reason(String action) {
        return of(action).progressing();
    }

    static String failedReason(String action) {
        return of(action).failed();
    }

    static String goingOn(String action, InstanceRef instance) {
        return of(action).verb() + " " + theInstance(instance);
    }

    static String failed(String action, InstanceRef instance, String why) {
        return goingOn(action, instance) + " failed: " + why;
    }

    /** The reason of an action that something undoes again and again. */
    static String againReason(String action) {
        return switch (action) {
            case "start" -> "KeepsStopping";
            case "update" -> "KeepsDrifting";
            case "create" -> "KeepsVanishing";
            default -> "KeepsChanging";
        };
    }

    /** @param who undoes it, as the host names them */
    static String again(String action, InstanceRef instance, int times, Optional<String> who) {
        String by = who.map(name -> "; the last to do something to it was " + Text.bounded(name, NAME_LIMIT))
                .orElse("");
        String what = switch (action) {
            case "start" -> " stopped each time it was started, ";
            case "update" -> " was changed on the host each time it was put right, ";
            case "create" -> " vanished each time it was made, ";
            default -> " was changed on the host each time after " + action + ", ";
        };
        return theInstance(instance) + what + times + " times within a minute" + by;
    }

    static String asAsked(Situation situation, Instance instance) {
        return theInstance(situation.instance()) + " is " + instance.status() + ", as declared";
    }

    private static Action of(String action) {
        return ACTIONS.getOrDefault(action, new Action("Working", "Failed", action));
    }
}
