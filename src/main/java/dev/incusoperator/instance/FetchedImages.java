package dev.incusoperator.instance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which image a download for a replacement has brought. A cache: a new process downloads it again, which takes a host
 * that has it a moment.
 */
final class FetchedImages {
    private static final int MOST = 1000;

    private final Map<String, String> keys = bounded();
    private final Map<String, String> fingerprints = bounded();

    private static Map<String, String> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > MOST;
            }
        };
    }

    /** @param key what the image is for */
    synchronized void began(String operation, String key) {
        fingerprints.remove(key);
        keys.put(operation, key);
    }

    /** Nothing is remembered of an operation that was not begun as a download by this process. */
    synchronized void ended(String operation, String fingerprint) {
        String key = keys.remove(operation);
        if (key != null && !fingerprint.isEmpty()) {
            fingerprints.put(key, fingerprint);
        }
    }

    synchronized Optional<String> of(String key) {
        return Optional.ofNullable(fingerprints.get(key));
    }
}
