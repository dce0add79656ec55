package dev.incusoperator.simulated;

import dev.incusoperator.simulated.SimulatedInstance.Definition;
import dev.incusoperator.simulated.SimulatedInstance.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What somebody else does on a simulated host, behind the back of whoever uses its API: at once, with the lifecycle events
 * that the real daemon would send, and counted by nobody.
 */
public final class SimulatedAdmin {
    private final Daemon daemon;

    SimulatedAdmin(Daemon daemon) {
        this.daemon = daemon;
    }

    static InstanceView view(SimulatedInstance instance) {
        Definition definition = instance.definition();
        Map<String, byte[]> files = new TreeMap<>();
        instance.guest().files().forEach((path, file) -> files.put(path, file.content()));
        return new InstanceView(
                instance.project(),
                instance.name(),
                instance.type(),
                instance.status().text(),
                instance.location(),
                definition.description(),
                definition.ephemeral(),
                definition.profiles(),
                new TreeMap<>(definition.config()),
                new TreeMap<>(definition.devices()),
                instance.starts(),
                instance.snapshotNames(),
                files,
                new TreeMap<>(instance.guest().logs()));
    }

    private void with(String project, String name, Consumer<SimulatedInstance> change) {
        synchronized (daemon.lock()) {
            change.accept(daemon.parts()
                    .store()
                    .instance(project, name)
                    .orElseThrow(() -> new IllegalArgumentException("no instance " + name + " in project " + project)));
        }
    }

    private void tell(String action, SimulatedInstance instance) {
        daemon.parts().events().lifecycle(Lifecycle.of(action), instance);
    }

    /** One more image in the store of the default project. */
    public void addImage(SimulatedImage image) {
        synchronized (daemon.lock()) {
            daemon.parts().store().images("default").add(image);
        }
    }

    /** Takes images of that alias out of the store of the default project. */
    public void removeImage(String alias) {
        synchronized (daemon.lock()) {
            daemon.parts()
                    .store()
                    .images("default")
                    .removeIf(image -> image.alias().equals(alias));
        }
    }

    /** An instance of the default project, from the busybox image, stopped. */
    public void create(String name, Map<String, String> config) {
        create("default", name, config);
    }

    public void create(String project, String name, Map<String, String> config) {
        synchronized (daemon.lock()) {
            Store store = daemon.parts().store();
            Source source = new Source.Image(store.images(project).get(0));
            Map<String, String> all = new TreeMap<>(source.definition().config());
            all.putAll(config);
            String location =
                    daemon.parts().settings().members().stream().findFirst().orElse("none");
            SimulatedInstance instance = new SimulatedInstance(
                    project,
                    name,
                    "container",
                    false,
                    location,
                    source.definition().withConfig(all),
                    daemon.parts().scheduler().now());
            daemon.volatileKeys().atCreation(instance, source);
            daemon.volatileKeys().atEndOfCreation(instance, source);
            store.add(instance);
            tell("instance-created", instance);
        }
    }

    public void start(String name) {
        start("default", name);
    }

    public void start(String project, String name) {
        with(project, name, instance -> {
            daemon.power().begin(instance);
            tell("instance-started", instance);
        });
    }

    public void stop(String name) {
        stop("default", name);
    }

    /** As by {@code incus stop --force}. */
    public void stop(String project, String name) {
        end(project, name, "instance-stopped");
    }

    /** The guest shuts itself down. */
    public void shutDownFromInside(String project, String name) {
        end(project, name, "instance-shutdown");
    }

    private void end(String project, String name, String action) {
        with(project, name, instance -> {
            daemon.power().end(instance);
            if (instance.definition().ephemeral()) {
                daemon.parts().store().remove(instance);
                tell("instance-deleted", instance);
            }
            tell(action, instance);
        });
    }

    public void freeze(String project, String name) {
        with(project, name, instance -> {
            instance.status(Status.FROZEN);
            tell("instance-paused", instance);
        });
    }

    /** The daemon freezes it to take a snapshot, for as long as it is not told to end; what is returned ends it. */
    public Runnable copiesForLong(String name) {
        Runnable[] end = new Runnable[1];
        with("default", name, instance -> {
            Operations operations = daemon.parts().operations();
            SimulatedOperation operation = operations.begin(
                    "Snapshotting instance",
                    instance.project(),
                    daemon.parts().dialect().snapshotResources(instance, "slow", false),
                    begun -> {});
            Runnable resume = instance.heldStill(action -> tell(action, instance));
            end[0] = () -> {
                synchronized (daemon.lock()) {
                    resume.run();
                    operations.succeed(operation);
                }
            };
        });
        return end[0];
    }

    public void delete(String name) {
        delete("default", name);
    }

    /** Running or not. */
    public void delete(String project, String name) {
        with(project, name, instance -> {
            if (instance.active()) {
                daemon.power().end(instance);
                tell("instance-stopped", instance);
            }
            daemon.parts().store().remove(instance);
            tell("instance-deleted", instance);
        });
    }

    public void setConfig(String name, String key, String value) {
        setConfig("default", name, key, value);
    }

    public void setConfig(String project, String name, String key, String value) {
        with(project, name, instance -> {
            instance.config(key, value);
            tell("instance-updated", instance);
        });
    }

    public void dropConfig(String project, String name, String key) {
        with(project, name, instance -> {
            instance.dropConfig(key);
            tell("instance-updated", instance);
        });
    }

    public void setDevice(String project, String name, String device, Map<String, String> options) {
        with(project, name, instance -> {
            instance.definition().devices().put(device, options);
            tell("instance-updated", instance);
        });
    }

    public void setProfiles(String name, String... profiles) {
        with("default", name, instance -> {
            Definition old = instance.definition();
            instance.define(new Definition(
                    old.architecture(),
                    old.description(),
                    old.ephemeral(),
                    List.of(profiles),
                    old.config(),
                    old.devices()));
            tell("instance-updated", instance);
        });
    }

    public void rename(String project, String name, String other) {
        with(project, name, instance -> {
            daemon.parts().store().remove(instance);
            instance.rename(other);
            daemon.parts().store().add(instance);
            daemon.parts()
                    .events()
                    .lifecycle(
                            Lifecycle.of("instance-renamed").with(Json.object().put("old_name", name)), instance);
        });
    }

    /** Adds the profile or puts it in place of the one of that name; the default project's. */
    public void putProfile(SimulatedProfile profile) {
        synchronized (daemon.lock()) {
            boolean there = daemon.defaultProfiles().put(profile.name(), profile) != null;
            daemon.parts()
                    .events()
                    .lifecycle(
                            Lifecycle.of(there ? "profile-updated" : "profile-created"),
                            "/1.0/profiles/" + profile.name(),
                            "default");
        }
    }

    /** With all that is in it. */
    public void deleteProject(String project) {
        synchronized (daemon.lock()) {
            List.copyOf(daemon.parts().store().instances(project))
                    .forEach(daemon.parts().store()::remove);
            daemon.parts().store().removeProject(project);
            daemon.parts().events().lifecycle(Lifecycle.of("project-deleted"), "/1.0/projects/" + project, project);
        }
    }

    public void addProject(String project) {
        synchronized (daemon.lock()) {
            daemon.projects()
                    .add(new SimulatedProject(
                            project, "", Map.of("features.images", "false", "features.profiles", "false")));
            daemon.parts().events().lifecycle(Lifecycle.of("project-created"), "/1.0/projects/" + project, project);
        }
    }

    /** What the guest does when it is asked to shut down: nothing, from now on; it has to be forced. */
    public void ignoresShutdown(String project, String name) {
        with(project, name, instance -> instance.guest().ignoresShutdown(true));
    }

    /** Whether the network has given the guest an address, whatever the latency says. */
    public void addressed(String project, String name, boolean value) {
        with(project, name, instance -> instance.guest().addressed(value));
    }

    /** Whether a virtual machine's agent answers, whatever the latency says. */
    public void agentReady(String project, String name, boolean value) {
        with(project, name, instance -> instance.guest().agentReady(value));
    }

    /** The guest says that it is ready, through its own API; until it stops. */
    public void saysReady(String project, String name) {
        with(project, name, instance -> {
            instance.config(Volatile.READY, "true");
            tell("instance-ready", instance);
        });
    }

    public void writeFile(String project, String name, String path, byte[] content) {
        with(project, name, instance -> instance.guest().files().put(path, Guest.File.regular(content)));
    }
}
