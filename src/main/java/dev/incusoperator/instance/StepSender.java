package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.Situation.Gate;
import dev.incusoperator.instance.StepRunner.Site;
import dev.incusoperator.instance.update.DefinitionWriter;
import dev.incusoperator.instance.update.Edit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the call of each step which starts something on the host. What changes an instance that is there is judged by the access
 * rules once more on what is read right before the write: since the reconcile began, an earlier operation may have changed it.
 */
final class StepSender {
    private final ValueSource values;
    private final AccessCheck access;
    private final ReplacementCheck replacements;

    StepSender(ValueSource values, AccessCheck access, FetchedImages fetched) {
        this.values = values;
        this.access = access;
        this.replacements = new ReplacementCheck(fetched);
    }

    ApiResponse send(Step.Starting step, Site site) {
        InstanceCalls instances = site.client().instances();
        if (step instanceof Step.CreateInstance) {
            return create(instances, site);
        }
        if (step instanceof Step.UpdateInstance update) {
            return update(instances, update.purpose(), site);
        }
        if (step instanceof Step.ChangePower power) {
            if (beginsToRun(power) && !site.readSinceEnd() && mayRefuse(site)) {
                requireGiven(instances, site);
            }
            return instances.changeState(site.instance(), power.change());
        }
        if (step instanceof Step.RebuildInstance) {
            requirePossible(requireGiven(instances, site), site);
            return instances.rebuild(
                    site.instance(), replacements.pinned(site, definition(site).source(site.instance())));
        }
        if (step instanceof Step.AdoptInstance) {
            return adopt(instances, site);
        }
        if (step instanceof Step.BeginReplacement) {
            return beginReplacement(instances, site);
        }
        if (step instanceof Step.DeleteHalfMade) {
            requireHalfMade(requireGiven(instances, site), site);
            return instances.delete(site.instance());
        }
        if (step instanceof Step.DeleteInstance delete) {
            Instance owned = requireGiven(instances, site);
            if (delete.action().equals(Step.REPLACE)) {
                requirePossible(owned, site);
            }
            return instances.delete(site.instance());
        }
        if (step instanceof Step.LiftProtection) {
            return new DefinitionWriter(instances)
                    .write(
                            site.instance(),
                            instance -> owns(site, instance),
                            instance ->
                                    Edit.unprotect(instance, site.situation().declared()));
        }
        return new DefinitionWriter(instances).write(site.instance(), instance -> owns(site, instance), Edit::release);
    }

    private ApiResponse create(InstanceCalls instances, Site site) {
        Situation situation = site.situation();
        ObjectNode definition = definition(site)
                .json(
                        site.instance(),
                        situation.mark(),
                        situation.declared(),
                        cloudInit -> userData(site, cloudInit),
                        situation.startsAtOnce());
        if (isReplacement(situation)) {
            definition.set("source", replacements.pinned(site, (ObjectNode) definition.path("source")));
        }
        return instances.create(site.instance().project(), situation.spec().target(), definition);
    }

    private static boolean isReplacement(Situation situation) {
        return situation
                .memory()
                .operation()
                .filter(last -> last.action().equals(Step.REPLACE))
                .isPresent();
    }

    private static InstanceDefinition definition(Site site) {
        return new InstanceDefinition(
                site.situation().spec(), site.host().spec(), site.situation().profilesOfNew());
    }

    private ApiResponse update(InstanceCalls instances, Edit.Purpose purpose, Site site) {
        return new DefinitionWriter(instances)
                .write(
                        site.instance(),
                        instance -> owns(site, instance) && isGiven(site, instance, true),
                        instance -> Edit.of(
                                instance,
                                site.situation().declared(),
                                purpose,
                                secret -> value(site, secret),
                                () -> site.host().configuration()));
    }

    private ApiResponse adopt(InstanceCalls instances, Site site) {
        Situation situation = site.situation();
        return new DefinitionWriter(instances)
                .write(
                        site.instance(),
                        // marks and all: what is taken over is what was judged
                        instance -> situation.shows(instance) && isGiven(site, instance, false),
                        instance ->
                                Edit.adopt(instance, situation.mark().config(site.instance()), situation.declared()));
    }

    /** Nothing is stopped for a replacement of which it is not known that it can succeed. */
    private ApiResponse beginReplacement(InstanceCalls instances, Site site) {
        ObjectNode source = definition(site).source(site.instance());
        return replacements.needsDownload(site, requireGiven(instances, site), source, true)
                ? replacements.download(site, source)
                : update(instances, Edit.Purpose.BEGIN_REBUILD, site);
    }

    /** It was known some time ago, and the instance has been stopped since: it is asked once more before the old one is given up. */
    private void requirePossible(Instance instance, Site site) {
        ObjectNode source = definition(site).source(site.instance());
        if (replacements.needsDownload(site, instance, source, false)) {
            throw new ReplacementRefusedException(
                    "the image was downloaded for it, and is not in the host's store any more");
        }
    }

    /** It was not finished before it was asked whether the host works on it, and is not now. */
    private static void requireHalfMade(Instance instance, Site site) {
        if (!instance.isHalfMade()) {
            site.host().refresh(site.instance());
            throw new ReplacementRefusedException("it has been finished, or started, by now");
        }
    }

    private static boolean beginsToRun(Step.ChangePower power) {
        return switch (power.change().action()) {
            case START, RESTART, UNFREEZE -> true;
            case STOP, FREEZE -> false;
        };
    }

    private boolean mayRefuse(Site site) {
        return !site.situation().deleting()
                && access.mayRefuse(
                        site.host(), site.instance(), site.situation().mark());
    }

    /** What cannot be undone is done to what is ours, and given, now: not to what was a moment ago. */
    private Instance requireGiven(InstanceCalls instances, Site site) {
        return new DefinitionWriter(instances)
                .read(site.instance(), instance -> owns(site, instance) && isGiven(site, instance, false))
                .value();
    }

    /**
     * True, or there is an exception. What is being deleted needs nothing to be given.
     *
     * @param changes whether the instance is only changed to what its resource asks
     * @throws NotGivenException where the access rules do not give it
     */
    private boolean isGiven(Site site, Instance now, boolean changes) {
        Situation situation = site.situation();
        if (!mayRefuse(site)) {
            return true;
        }
        Gate gate = access.gate(
                site.host(),
                situation.spec(),
                site.instance(),
                new Sighting.Seen(now, ""),
                situation.mark(),
                site.turn());
        if (!(gate instanceof Gate.Open || (changes && gate instanceof Gate.ChangeFirst))) {
            throw new NotGivenException(gate);
        }
        return true;
    }

    private static boolean owns(Site site, Instance instance) {
        return site.situation().mark().of(instance) == Ownership.OURS;
    }

    private @Nullable String userData(Site site, CloudInit cloudInit) {
        SecretKeyRef secret = cloudInit.userDataSecretRef();
        return secret == null ? cloudInit.userData() : value(site, secret);
    }

    private String value(Site site, SecretKeyRef secret) {
        String namespace = site.situation().mark().namespace();
        String value = values.secret(namespace, secret.name(), secret.key());
        if (value.isEmpty()) {
            throw new MissingValueException("key " + secret.key() + " of Secret " + namespace + "/" + secret.name()
                    + " is empty: write a value, or leave it out of the spec");
        }
        return value;
    }
}
