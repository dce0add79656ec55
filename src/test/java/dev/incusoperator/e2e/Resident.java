package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.e2e.Findings.Fault;
import java.util.Optional;

/** An instance with a command that lives through many kills, and is declared otherwise meanwhile. */
final class Resident {
    private final CommandOnce command;
    private final TestInstance web;
    private String color = "first";

    Resident(Story story, String word, OnUnknown onUnknown) {
        this.command = new CommandOnce(onUnknown);
        this.web = story.create(word, "config: {user.color: first}\n" + command.yaml());
    }

    /** Declares it otherwise. */
    void paint(String other) {
        color = other;
        web.edit("config: {user.color: " + other + "}");
    }

    void awaitEnd(Story story) {
        command.awaitEnd(story, web);
    }

    void inspect(Story story, Findings findings) {
        Optional<Instance> found = story.admin().find(web.ref());
        findings.note(Fault.LOST, found.isEmpty(), "the host has no " + web.ref());
        findings.note(Fault.LOST, !web.isHeld(), "the finalizer of " + web.name() + " is gone");
        int owned = story.admin().ownedBy(web).size();
        findings.note(Fault.DOUBLED, owned > 1, web.name() + " has " + owned + " instances");
        found.ifPresent(instance -> InstanceDeed.noteConfig(instance, "user.color", color, findings));
        command.inspect(story, web, findings);
    }

    void delete() {
        web.delete();
    }

    void awaitGone(Story story, Findings findings) {
        web.awaitGone();
        findings.note(
                Fault.LEAKED, !story.admin().ownedBy(web).isEmpty(), "the host has still something of " + web.name());
    }
}
