package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import java.util.Map;

/** The words for actions and states, the same in every message. */
final class Words {
    /** The action's name, its reason while it goes on, its reason when it failed, and how a sentence says it. */
    private record Action(String progressing, String failed, String verb) {}

    private static final Map<String, Action> ACTIONS = Map.of(
            "create", new Action("Creating", "CreateFailed", "creating"),
            "start", new Action("Starting", "StartFailed", "starting"),
            "stop", new Action("Stopping", "StopFailed", "stopping"),
            "force-stop", new Action("Stopping", "StopFailed", "stopping (forced)"),
            "freeze", new Action("Freezing", "FreezeFailed", "freezing"),
            "unfreeze", new Action("Unfreezing", "UnfreezeFailed", "unfreezing"),
            "delete", new Action("Deleting", "DeleteFailed", "deleting"),
            "release", new Action("Releasing", "ReleaseFailed", "releasing"),
            "run", new Action("CommandRunning", "CommandNotStarted", "running a command in"),
            "look", new Action("Looking", "HostUnreachable", "looking at"));

    private Words() {}

    /** The word for what a step does. */
    static String action(Step step) {
        if (step instanceof Step.CreateInstance) {
            return "create";
        }
        if (step instanceof Step.ChangePower power) {
            return power.action();
        }
        if (step instanceof Step.DeleteInstance) {
            return "delete";
        }
        if (step instanceof Step.ReleaseInstance) {
            return "release";
        }
        return step instanceof Step.Exec ? "run" : "look";
    }

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

    static String asAsked(Situation situation, Instance instance) {
        return theInstance(situation.instance()) + " is " + instance.status() + ", as declared";
    }

    private static Action of(String action) {
        return ACTIONS.getOrDefault(action, new Action("Working", "Failed", action));
    }
}
