package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.EnvVar;
import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecTrigger;
import dev.incusoperator.api.v1alpha1.ValueFrom;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names what a run of a command stands for: when the name that the status remembers is another one, the command is to
 * run (again). References to Secrets and ConfigMaps count by their names, never by their values.
 */
public final class ExecHash {
    private static final int LENGTH = 16;

    /**
     * @param instanceUuid the instance's own id: a recreated one runs its commands anew
     * @param startedAt when the instance was last started, of weight for {@code OnStart} alone
     */
    public String of(ExecEntry entry, String instanceUuid, String startedAt) {
        List<String> parts = new ArrayList<>();
        parts.add(instanceUuid);
        ExecTrigger trigger = entry.triggerOrDefault();
        parts.add(trigger.name());
        if (trigger == ExecTrigger.ONCE) {
            parts.add(entry.name());
        } else {
            addDefinition(parts, entry);
        }
        if (trigger == ExecTrigger.ON_START) {
            parts.add(startedAt);
        }
        return digest(parts);
    }

    /** What a change of makes another command; how it is waited for and what its failure means do not. */
    private static void addDefinition(List<String> parts, ExecEntry entry) {
        parts.add(entry.name());
        parts.addAll(entry.command());
        parts.add("env");
        if (entry.env() != null) {
            entry.env().forEach(variable -> parts.add(definition(variable)));
        }
        parts.add("as " + entry.user() + ":" + entry.group() + " in " + entry.workingDir());
    }

    /** In words of its own: the hash must stay the same when a later version adds a field. */
    private static String definition(EnvVar variable) {
        ValueFrom from = variable.valueFrom();
        if (from == null) {
            return variable.name() + "=" + variable.value();
        }
        if (from.secretKeyRef() != null) {
            return variable.name() + " from Secret " + from.secretKeyRef().name() + "/"
                    + from.secretKeyRef().key();
        }
        return from.configMapKeyRef() == null
                ? variable.name() + " from nothing"
                : variable.name() + " from ConfigMap " + from.configMapKeyRef().name() + "/"
                        + from.configMapKeyRef().key();
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest()).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
