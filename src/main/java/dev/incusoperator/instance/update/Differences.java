package dev.incusoperator.instance.update;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.instance.update.Difference.Cause;
import dev.incusoperator.instance.update.Difference.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares an instance with its declaration: what is declared must be there, what was written earlier and is no longer
 * declared must not, all else is somebody else's. Pure.
 */
public final class Differences {
    private final Declared declared;
    private final Instance instance;
    private final Applied applied;
    private final List<Difference> found = new ArrayList<>();

    private Differences(Declared declared, Instance instance) {
        this.declared = declared;
        this.instance = instance;
        this.applied = Applied.of(instance);
    }

    /** In a fixed order: config and devices by name, profiles, description, source. */
    public static List<Difference> between(Declared declared, Instance instance) {
        Differences differences = new Differences(declared, instance);
        differences.config();
        differences.devices();
        differences.profiles();
        differences.description();
        differences.ephemeral();
        differences.source();
        return List.copyOf(differences.found);
    }

    private void config() {
        Map<String, String> actual = instance.config();
        declared.config().forEach((key, value) -> {
            if (!Values.same(key, value, actual.getOrDefault(key, ""))) {
                add(
                        Part.CONFIG,
                        key,
                        value,
                        shown(key),
                        Applied.hash(value),
                        applied.config().get(key));
            }
        });
        declared.secrets().forEach((key, secret) -> {
            String said = Declared.said(secret);
            boolean written = Applied.hash(said).equals(applied.config().get(key)) || !applied.known();
            if (!written || actual.getOrDefault(key, "").isEmpty()) {
                add(
                        Part.CONFIG,
                        key,
                        said,
                        shown(key),
                        Applied.hash(said),
                        applied.config().get(key));
            }
        });
        applied.config().keySet().stream()
                .filter(key -> !declared.config().containsKey(key)
                        && !declared.secrets().containsKey(key))
                .filter(actual::containsKey)
                .forEach(key -> removed(Part.CONFIG, key, shown(key)));
    }

    /** User data may have come out of a Secret, now or when it was written: it is not shown. */
    private @Nullable String shown(String key) {
        String value = instance.config().get(key);
        return value != null && key.endsWith("user-data") ? "(user data)" : value;
    }

    private void devices() {
        Map<String, Map<String, String>> actual = instance.devices();
        declared.devices().forEach((name, device) -> {
            Map<String, String> there = actual.get(name);
            if (there == null || !Values.sameDevice(device, there)) {
                add(
                        Part.DEVICE,
                        name,
                        said(device),
                        there == null ? null : said(there),
                        Applied.hash(new TreeMap<>(device)),
                        applied.devices().get(name));
            }
        });
        actual.forEach((name, device) -> {
            if (applied.devices().containsKey(name) && !declared.devices().containsKey(name)) {
                removed(Part.DEVICE, name, said(device));
            }
        });
    }

    private static String said(Map<String, String> device) {
        return new TreeMap<>(device).toString();
    }

    private void profiles() {
        List<String> wanted = declared.profiles();
        if (wanted != null && !wanted.equals(instance.profiles())) {
            add(
                    Part.PROFILES,
                    "",
                    wanted.toString(),
                    instance.profiles().toString(),
                    Applied.hash(wanted),
                    applied.profiles());
        }
    }

    private void description() {
        String wanted = declared.description();
        if (wanted != null && !wanted.equals(instance.description())) {
            add(Part.DESCRIPTION, "", wanted, instance.description(), Applied.hash(wanted), applied.description());
        } else if (wanted == null
                && applied.description() != null
                && !instance.description().isEmpty()) {
            removed(Part.DESCRIPTION, "", instance.description());
        }
    }

    private void ephemeral() {
        Boolean wanted = declared.ephemeral();
        if (wanted != null && wanted != instance.ephemeral()) {
            found.add(new Difference(
                    Part.EPHEMERAL, "", wanted.toString(), Boolean.toString(instance.ephemeral()), Cause.RESOURCE));
        }
    }

    private void source() {
        if (applied.known() && !applied.source().equals(declared.source())) {
            found.add(new Difference(Part.SOURCE, "", declared.source(), applied.source(), Cause.RESOURCE));
        }
    }

    /** Of an instance of which nothing is known it cannot be said that the resource has changed. */
    private void add(
            Part part,
            String name,
            String wanted,
            @Nullable String actual,
            String wantedHash,
            @Nullable String writtenHash) {
        boolean wasWritten = wantedHash.equals(writtenHash) || !applied.known();
        found.add(new Difference(part, name, wanted, actual, wasWritten ? Cause.HOST : Cause.RESOURCE));
    }

    private void removed(Part part, String name, @Nullable String actual) {
        found.add(new Difference(part, name, null, actual, Cause.RESOURCE));
    }
}
