package dev.incusoperator.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.incusoperator.api.v1alpha1.CloudInit;
import dev.incusoperator.api.v1alpha1.CopySource;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.ApiResponse;
import dev.incusoperator.client.InstanceCalls;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.host.Host.Sighting;
import dev.incusoperator.instance.Mark.Ownership;
import dev.incusoperator.instance.StepRunner.Site;
import dev.incusoperator.instance.update.DefinitionWriter;
import dev.incusoperator.instance.update.Edit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The call that each step makes which starts something on the host. */
final class StepSender {
    private final ValueSource values;

    StepSender(ValueSource values) {
        this.values = values;
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
            return instances.changeState(site.instance(), power.change());
        }
        if (step instanceof Step.RebuildInstance) {
            requireOwned(instances, site);
            return instances.rebuild(site.instance(), definition(site).source(site.instance()));
        }
        if (step instanceof Step.AdoptInstance) {
            return adopt(instances, site);
        }
        if (step instanceof Step.DeleteInstance) {
            requireOwned(instances, site);
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
                        situation.abilities().startsWhatItCreates());
        return instances.create(site.instance().project(), situation.spec().target(), definition);
    }

    private static InstanceDefinition definition(Site site) {
        return new InstanceDefinition(site.situation().spec(), site.host().spec(), sourceProfiles(site));
    }

    private ApiResponse update(InstanceCalls instances, Edit.Purpose purpose, Site site) {
        return new DefinitionWriter(instances)
                .write(
                        site.instance(),
                        instance -> owns(site, instance),
                        instance -> Edit.of(
                                instance,
                                site.situation().declared(),
                                purpose,
                                secret -> value(site, secret),
                                () -> site.host().configuration()));
    }

    private static ApiResponse adopt(InstanceCalls instances, Site site) {
        Situation situation = site.situation();
        return new DefinitionWriter(instances)
                .write(
                        site.instance(),
                        situation::shows, // marks and all: what is taken over is what was judged
                        instance ->
                                Edit.adopt(instance, situation.mark().config(site.instance()), situation.declared()));
    }

    /** What cannot be undone is done to what is ours now, not to what was a moment ago. */
    private static void requireOwned(InstanceCalls instances, Site site) {
        new DefinitionWriter(instances).read(site.instance(), instance -> owns(site, instance));
    }

    private static boolean owns(Site site, Instance instance) {
        return site.situation().mark().of(instance) == Ownership.OURS;
    }

    private static @Nullable List<String> sourceProfiles(Site site) {
        CopySource copy = site.situation().spec().copyFrom();
        if (copy == null) {
            return null;
        }
        InstanceRef source = new InstanceRef(site.instance().project(), copy.instance());
        Sighting sighting =
                copy.snapshot() == null ? site.host().look(source) : site.host().snapshot(source, copy.snapshot());
        return sighting instanceof Sighting.Seen seen ? seen.instance().profiles() : null;
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
