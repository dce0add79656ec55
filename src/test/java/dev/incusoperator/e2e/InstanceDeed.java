package dev.incusoperator.e2e;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.e2e.Findings.Fault;
import java.util.List;
import java.util.Optional;

/** What is done with one instance. */
abstract class InstanceDeed implements Deed {
    private Story story;
    private TestInstance web;

    final Story story() {
        return story;
    }

    final TestInstance web() {
        return web;
    }

    final Instance onHost() {
        return story.admin().get(web.ref());
    }

    @Override
    public void prepare(Story told) {
        story = told;
        // declared and connected before anything counts
        story.host().awaitReady("Connected");
    }

    final void create(String spec) {
        web = story.create("web", spec);
    }

    @Override
    public void awaitEnd() {
        web.awaitReady();
    }

    @Override
    public void inspect(Findings findings) {
        Optional<Instance> found = story.admin().find(web.ref());
        findings.note(Fault.LOST, found.isEmpty(), "the host has no " + web.ref());
        findings.note(Fault.LOST, web.find().isEmpty(), "the resource is gone");
        findings.note(Fault.DOUBLED, owned().size() > 1, "its resource has " + owned());
        if (found.isPresent() && web.find().isPresent()) {
            findings.note(Fault.LOST, !web.isHeld(), "its finalizer is gone");
            inspect(found.get(), findings);
        }
    }

    /** What is declared of the instance. */
    abstract void inspect(Instance instance, Findings findings);

    final List<Instance> owned() {
        return story.admin().ownedBy(web);
    }

    static void noteConfig(Instance instance, String key, String value, Findings findings) {
        String actual = instance.config().get(key);
        findings.note(Fault.WRONG, !value.equals(actual), key + " is " + actual + " instead of " + value);
    }
}
