package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.e2e.Findings.Fault;

/** A command that leaves a line in the instance each time it runs, and what its entry in the status may say of it. */
final class CommandOnce {
    private static final String FILE = "/runs";
    private static final int OUTPUTS_OF_EACH = 2;

    private final OnUnknown onUnknown;
    private int asks;
    private int cutOff;

    CommandOnce(OnUnknown onUnknown) {
        this.onUnknown = onUnknown;
    }

    /** For a spec. */
    String yaml() {
        return "exec: [{name: run, command: [sh, -c, 'echo run >> " + FILE + "; echo done'], onUnknown: "
                + (onUnknown == OnUnknown.RERUN ? "Rerun" : "Fail") + "}]\n";
    }

    /** Waits until it has succeeded; where its outcome is unknown, and not the operator's to decide, as a user who has it run again. */
    void awaitEnd(Story story, TestInstance web) {
        IncusInstance seen =
                web.await("has run its command, or does not know", now -> TestInstance.isReady(now) || isUnknown(now));
        if (isUnknown(seen)) {
            asks++;
            web.annotate("rerun", "run");
            web.await("has run its command again", TestInstance::isReady);
        }
        // of a command of which the operator never learned the operation, nobody knows which outputs are its own
        cutOff = Math.max(cutOff, asks + reruns(web));
        Eventually.isSo(
                "the outputs are gone",
                () -> story.admin().recordedOutputs(web.ref()).size() <= OUTPUTS_OF_EACH * cutOff);
    }

    private int reruns(TestInstance web) {
        return onUnknown == OnUnknown.RERUN ? web.exec("run").attempts() - 1 : 0;
    }

    private static boolean isUnknown(IncusInstance seen) {
        return TestInstance.readyBecause(seen).equals("CommandUnknown");
    }

    void inspect(Story story, TestInstance web, Findings findings) {
        ExecStatus run = web.exec("run");
        long lines = story.admin().lines(web.ref(), FILE);
        findings.note(Fault.WRONG, run.state() != ExecState.SUCCEEDED, "the command is " + run.state());
        findings.note(
                Fault.WRONG,
                !run.stdout().tail().equals("done\n"),
                "its output is " + run.stdout().tail());
        findings.note(Fault.LOST, lines == 0, "the command has succeeded and never run");
        // where a user asks for another run, attempts are counted anew
        int allowed = asks + run.attempts();
        findings.note(Fault.RAN_TWICE, lines > allowed, "it ran " + lines + " times in " + allowed + " attempts");
        findings.note(
                Fault.RAN_TWICE,
                onUnknown == OnUnknown.FAIL && run.attempts() > 1,
                run.attempts() + " attempts, of which nobody asked for more than the first");
    }
}
