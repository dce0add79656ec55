package dev.incusoperator.instance.exec;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What secret values the command of each resource that runs now was given: by the time that its output is read, a Secret may
 * have been changed, or be gone. Forgotten when the command's result is written down. In memory only, so after a restart of the
 * operator only what the Secrets hold then is known.
 */
final class GivenSecrets {
    /** Far more than commands run at once. */
    private static final int MOST = 65_536;

    /** Of all values together; beyond it the oldest are dropped, and what their commands print is withheld. */
    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private final Map<String, KnownSecrets> byOwner = new LinkedHashMap<>();
    private int characters;

    /** Instead of those of the resource's command before. */
    synchronized void remember(String owner, KnownSecrets values) {
        forget(owner);
        if (values.equals(KnownSecrets.NONE)) {
            return;
        }
        byOwner.put(owner, values);
        characters += values.characters();
        Iterator<Map.Entry<String, KnownSecrets>> oldest = byOwner.entrySet().iterator();
        while (characters > MOST_CHARACTERS) {
            Map.Entry<String, KnownSecrets> dropped = oldest.next();
            characters -= dropped.getValue().characters();
            dropped.setValue(KnownSecrets.DROPPED);
        }
        if (byOwner.size() > MOST) {
            forget(byOwner.keySet().iterator().next());
        }
    }

    synchronized KnownSecrets of(String owner) {
        return byOwner.getOrDefault(owner, KnownSecrets.NONE);
    }

    /** Nothing more is read of what the resource's command printed. */
    synchronized void forget(String owner) {
        KnownSecrets known = byOwner.remove(owner);
        if (known != null) {
            characters -= known.characters();
        }
    }
}
