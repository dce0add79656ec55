package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.e2e.Findings.Fault;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What users do, by name. */
final class Deeds {
    private static final String GREEN = "config: {user.color: green}\n";

    private Deeds() {}

    static Map<String, Supplier<Deed>> all() {
        Map<String, Supplier<Deed>> all = new LinkedHashMap<>();
        all.put("create with a command", () -> create(OnUnknown.FAIL));
        for (OnUnknown onUnknown : OnUnknown.values()) {
            all.put("a command more, onUnknown " + onUnknown, () -> command(onUnknown));
        }
        all.put("update", Update::new);
        all.put("restart", Restart::new);
        all.put("rebuild", Rebuild::new);
        all.put("delete", Delete::new);
        return all;
    }

    static Deed create(OnUnknown onUnknown) {
        return new Create(new CommandOnce(onUnknown));
    }

    static Deed command(OnUnknown onUnknown) {
        return new Command(new CommandOnce(onUnknown));
    }

    static Deed delete() {
        return new Delete();
    }

    /** One with a command is made. */
    private static final class Create extends InstanceDeed {
        private final CommandOnce command;

        Create(CommandOnce command) {
            this.command = command;
        }

        @Override
        public void ask(Story story) {
            create(GREEN + command.yaml());
        }

        @Override
        public void awaitEnd() {
            command.awaitEnd(story(), web());
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            noteConfig(instance, "user.color", "green", findings);
            findings.note(
                    Fault.WRONG,
                    !instance.uuid().orElse("").equals(web().status().instance().uuid()),
                    "its status tells of another instance");
            command.inspect(story(), web(), findings);
        }
    }

    /** Another starting point: it is there, and keeps what it is. */
    private abstract static class Change extends InstanceDeed {
        private Instance before;

        @Override
        public void prepare(Story story) {
            super.prepare(story);
            create(before());
            web().awaitReady();
            before = onHost();
        }

        String before() {
            return GREEN;
        }

        final Instance there() {
            return before;
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            findings.note(Fault.DOUBLED, !instance.uuid().equals(before.uuid()), "it is another instance than it was");
        }
    }

    private static final class Command extends Change {
        private final CommandOnce command;

        Command(CommandOnce command) {
            this.command = command;
        }

        @Override
        public void ask(Story story) {
            web().edit(command.yaml());
        }

        @Override
        public void awaitEnd() {
            command.awaitEnd(story(), web());
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            super.inspect(instance, findings);
            command.inspect(story(), web(), findings);
        }
    }

    private static final class Update extends Change {
        @Override
        public void ask(Story story) {
            web().edit("config: {user.color: red, user.shape: round}");
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            super.inspect(instance, findings);
            noteConfig(instance, "user.color", "red", findings);
            noteConfig(instance, "user.shape", "round", findings);
        }
    }

    private static final class Restart extends Change {
        @Override
        public void ask(Story story) {
            web().annotate("restartedAt", "2026-03-01T12:00:00Z");
        }

        @Override
        public void awaitEnd() {
            Eventually.isSo(
                    "it is restarted",
                    () -> !onHost().lastUsedAt().equals(there().lastUsedAt())
                            && onHost().status().equals("Running"));
            super.awaitEnd();
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            super.inspect(instance, findings);
            findings.note(Fault.WRONG, !instance.status().equals("Running"), "it is " + instance.status());
        }
    }

    /** Its commands run again, once, in the new root. */
    private static final class Rebuild extends Change {
        private final CommandOnce command = new CommandOnce(OnUnknown.RERUN);

        @Override
        String before() {
            return GREEN + command.yaml();
        }

        @Override
        public void ask(Story story) {
            story.admin().run(web().ref(), "touch /kept");
            web().edit("updates: {replace: Rebuild}\nimage: {alias: null, fingerprint: "
                    + there().config().get("volatile.base_image") + "}");
        }

        @Override
        public void awaitEnd() {
            web().await(
                            "is made from the other image",
                            now -> !TestInstance.has(now, "ImageOutdated") && TestInstance.isReady(now));
            command.awaitEnd(story(), web());
        }

        @Override
        void inspect(Instance instance, Findings findings) {
            super.inspect(instance, findings);
            noteConfig(instance, "user.color", "green", findings);
            findings.note(
                    Fault.WRONG,
                    story().admin().lines(web().ref(), "/kept") > 0
                            || !story().admin()
                                    .run(web().ref(), "test -e /kept || echo gone")
                                    .equals("gone\n"),
                    "it has the old root");
            command.inspect(story(), web(), findings);
        }
    }

    private static final class Delete extends Change {
        @Override
        public void ask(Story story) {
            web().delete();
        }

        @Override
        public void awaitEnd() {
            web().awaitGone();
        }

        @Override
        public void inspect(Findings findings) {
            findings.note(
                    Fault.LEAKED, story().admin().find(web().ref()).isPresent(), "the host has still " + web().ref());
            findings.note(Fault.LEAKED, web().find().isPresent(), "the resource is still there");
            findings.note(Fault.LEAKED, !owned().isEmpty(), "the host has still " + owned());
        }
    }
}
