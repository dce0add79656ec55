package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.EnvVar;
import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.instance.MissingValueException;
import dev.incusoperator.instance.ValueSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves the environment of a command, and tells which of its values are secret. */
final class Environment {
    private final ValueSource values;

    Environment(ValueSource values) {
        this.values = values;
    }

    /** @throws MissingValueException where a reference leads nowhere */
    Map<String, String> of(String namespace, ExecEntry entry) {
        Map<String, String> environment = new LinkedHashMap<>();
        entry.envOrEmpty().forEach(variable -> environment.put(variable.name(), value(namespace, variable)));
        return environment;
    }

    /** Every secret value that these commands are given or find in the instance, as far as it can still be read: to take it out of their output. */
    KnownSecrets secrets(String namespace, List<ExecEntry> entries, List<SecretKeyRef> inside) {
        Set<String> secrets = new LinkedHashSet<>();
        for (ExecEntry entry : entries) {
            for (EnvVar variable : entry.envOrEmpty()) {
                if (variable.valueFrom() != null && variable.valueFrom().secretKeyRef() != null) {
                    addIfThere(secrets, namespace, variable.valueFrom().secretKeyRef());
                }
            }
        }
        inside.forEach(reference -> addIfThere(secrets, namespace, reference));
        return KnownSecrets.of(secrets);
    }

    /** Those among what a command is given that come from Secrets. */
    static KnownSecrets secrets(ExecEntry entry, Map<String, String> given) {
        Set<String> secrets = new LinkedHashSet<>();
        for (EnvVar variable : entry.envOrEmpty()) {
            String value = given.get(variable.name());
            if (value != null
                    && variable.valueFrom() != null
                    && variable.valueFrom().secretKeyRef() != null) {
                secrets.add(value);
            }
        }
        return KnownSecrets.of(secrets);
    }

    private void addIfThere(Set<String> secrets, String namespace, SecretKeyRef reference) {
        try {
            secrets.add(values.secret(namespace, reference.name(), reference.key()));
        } catch (MissingValueException gone) {
            // a Secret that is gone can no longer be recognised
        }
    }

    private String value(String namespace, EnvVar variable) {
        if (variable.valueFrom() == null) {
            return variable.value() == null ? "" : variable.value();
        }
        if (variable.valueFrom().secretKeyRef() != null) {
            SecretKeyRef reference = variable.valueFrom().secretKeyRef();
            return values.secret(namespace, reference.name(), reference.key());
        }
        if (variable.valueFrom().configMapKeyRef() != null) {
            return values.configMap(
                    namespace,
                    variable.valueFrom().configMapKeyRef().name(),
                    variable.valueFrom().configMapKeyRef().key());
        }
        throw new MissingValueException("the variable " + variable.name()
                + " has a valueFrom that names neither secretKeyRef nor configMapKeyRef: write one of them");
    }
}
