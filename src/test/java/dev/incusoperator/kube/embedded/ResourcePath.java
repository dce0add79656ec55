package dev.incusoperator.kube.embedded;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a path of the API points at; absent parts are empty.
 *
 * @param group empty for the core group
 * @param namespace empty for cluster-wide kinds and for lists over all namespaces
 */
record ResourcePath(String group, String version, String namespace, String plural, String name, String subresource) {

    /** Empty where the path is none of a resource: discovery, health. */
    static Optional<ResourcePath> parse(String path) {
        Deque<String> words = Arrays.stream(path.split("/"))
                .filter(word -> !word.isEmpty())
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .collect(Collectors.toCollection(ArrayDeque::new));
        String root = next(words);
        if (!root.equals("api") && !root.equals("apis")) {
            return Optional.empty();
        }
        String group = root.equals("apis") ? next(words) : "";
        String version = next(words);
        String namespace = "";
        if (words.size() > 2 && "namespaces".equals(words.peek()) && !isNamespaceSubresource(words)) {
            words.poll();
            namespace = next(words);
        }
        String plural = next(words);
        return plural.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourcePath(group, version, namespace, plural, next(words), next(words)));
    }

    /** {@code namespaces/N/status} and {@code namespaces/N/finalize} are the namespace's own. */
    private static boolean isNamespaceSubresource(Deque<String> words) {
        return words.size() == 3
                && (words.peekLast().equals("status") || words.peekLast().equals("finalize"));
    }

    private static String next(Deque<String> words) {
        return words.isEmpty() ? "" : words.poll();
    }
}
