package dev.incusoperator.instance.exec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What secret values the last command of each resource was given: by the time that its output is read, a Secret may have
 * been changed, or be gone. In memory only, so after a restart of the operator only what the Secrets hold then is known.
 */
final class GivenSecrets {
    /** Far more than commands run at once. */
    private static final int MOST = 4096;

    private final Map<String, Set<String>> byOwner = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MOST;
        }
    };

    /** Instead of those of the resource's command before. */
    synchronized void remember(String owner, Set<String> values) {
        byOwner.remove(owner);
        if (!values.isEmpty()) {
            byOwner.put(owner, values);
        }
    }

    synchronized Set<String> of(String owner) {
        return byOwner.getOrDefault(owner, Set.of());
    }
}
