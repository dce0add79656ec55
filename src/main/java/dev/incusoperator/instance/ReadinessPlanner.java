package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.ReadyCheck;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.InstanceState.Address;
import dev.incusoperator.instance.ready.CloudInitResult;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether a running instance is ready, by the checks of its spec. What has been seen in this run of it holds until
 * it is seen otherwise: a look inside is not taken for granted at each start of the operator. Pure.
 */
final class ReadinessPlanner {
    /** The reason of one that is awaited; while it stands in the status, the instance is looked into again and again. */
    static final String NOT_READY = "NotReadyYet";

    private static final int READY = 113;
    private static final String VIRTUAL_MACHINE = "virtual-machine";

    /** What is awaited, by the first check that does not hold; empty where all hold, or the instance does not run. */
    Optional<Step> next(Instance instance, Situation situation) {
        return Power.of(instance) != Power.RUNNING
                ? Optional.empty()
                : situation.spec().readyWhenOrEmpty().stream()
                        .flatMap(check -> next(check, instance, situation).stream())
                        .findFirst();
    }

    private static Optional<Step> next(ReadyCheck check, Instance instance, Situation situation) {
        return switch (check.type()) {
            case STARTED -> Optional.empty();
            case IPV4 -> address(check, "inet", "IPv4", instance, situation);
            case IPV6 -> address(check, "inet6", "IPv6", instance, situation);
            case AGENT -> agent(instance, situation, "");
            case CLOUD_INIT -> cloudInit(instance, situation);
            case INSTANCE_READY -> saysReady(instance, situation);
        };
    }

    /**
     * Nothing can be done in a virtual machine before its agent answers.
     *
     * @param forWhat what needs it, as the end of a sentence; empty where it is awaited for its own sake
     */
    static Optional<Step> agent(Instance instance, Situation situation, String forWhat) {
        InstanceState state = instance.state();
        boolean answers = !instance.type().equals(VIRTUAL_MACHINE)
                || (state == null ? wasReady(instance, situation) : state.agentAnswers());
        return answers ? Optional.empty() : Optional.of(awaits("the agent in the virtual machine to answer" + forWhat));
    }

    private static Optional<Step> address(
            ReadyCheck check, String family, String word, Instance instance, Situation situation) {
        InstanceState state = instance.state();
        boolean there = state == null
                ? wasReady(instance, situation)
                : candidates(check, instance, state)
                        .anyMatch(address -> address.family().equals(family)
                                && address.scope().equals("global"));
        return there
                ? Optional.empty()
                : Optional.of(
                        awaits("a global " + word + " address" + (check.nic() == null ? "" : " on " + check.nic())));
    }

    /** Of the interface that is named, whosever it is; else of the instance's own network devices. */
    private static Stream<Address> candidates(ReadyCheck check, Instance instance, InstanceState state) {
        return check.nic() == null
                ? OwnAddresses.of(instance, state)
                : state.addresses().stream().filter(address -> check.nic().equals(address.nic()));
    }

    private static Optional<Step> cloudInit(Instance instance, Situation situation) {
        if (wasReady(instance, situation)) {
            return Optional.empty();
        }
        CloudInitResult result = situation.inside().cloudInit().apply(Inside.run(instance));
        if (result instanceof CloudInitResult.Failed failed) {
            return Optional.of(Planner.rest(new Outcome.Failed(
                    "CloudInitFailed",
                    "cloud-init has finished with errors" + told(failed, situation)
                            + ". Mend spec.cloudInit and make the instance anew, or look at"
                            + " /var/log/cloud-init-output.log in it")));
        }
        return result instanceof CloudInitResult.Pending pending
                ? Optional.of(
                        awaits("cloud-init to finish (an image that has no cloud-init never says so: take one that"
                                + " has it, or leave the check CloudInit out)"
                                + (pending.why().isEmpty() ? "" : "; " + pending.why())))
                : Optional.empty();
    }

    /** An error may name a command with its arguments, and what they were made of is nobody's to read who may not read the Secret. */
    private static String told(CloudInitResult.Failed failed, Situation situation) {
        CloudInit given = situation.spec().cloudInit();
        return given != null && given.userDataSecretRef() != null
                ? ", which are not shown here, for they may hold what is in the Secret of its user data"
                : ": " + failed.errors();
    }

    private static Optional<Step> saysReady(Instance instance, Situation situation) {
        if (!situation.abilities().tellsReadiness()) {
            return Optional.of(Planner.rest(new Outcome.Refused(
                    "CheckUnsupported",
                    "the server of " + situation.host()
                            + " cannot tell whether an instance says that it is ready (it lacks the API extension"
                            + " instance_ready_state): take another check than InstanceReady in spec.readyWhen")));
        }
        return instance.statusCode() == READY
                ? Optional.empty()
                : Optional.of(
                        awaits("the instance to say that it is ready (PATCH /1.0 with state Ready at /dev/incus/sock"
                                + " in it, on LXD /dev/lxd/sock)"));
    }

    private static boolean wasReady(Instance instance, Situation situation) {
        return situation
                .inside()
                .readyRun()
                .filter(Inside.run(instance)::equals)
                .isPresent();
    }

    private static Step awaits(String what) {
        return Planner.rest(new Outcome.Progressing(NOT_READY, "waiting for " + what));
    }
}
