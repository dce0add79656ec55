package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.ImageSource;
import dev.incusoperator.api.v1alpha1.InstanceSpec;
import dev.incusoperator.status.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names the part of a spec that a server's error is about: servers say "Invalid CPU limit syntax" without the key, and
 * "Image not provided" without the image. Pure.
 */
final class FailureCause {
    private static final int VALUE_LIMIT = 64;

    /** How servers begin each refusal of a definition; it says nothing to who wrote it. */
    private static final Pattern PREFIX = Pattern.compile("(Failed creating instance record|Invalid config): ");

    private static final List<String> NO_IMAGE = List.of(
            "Image not provided",
            "Image alias not found",
            "Image not found",
            "No matching image could be found",
            "requested image couldn't be found");

    /** Values under these keys are never judged by a server; one of them may be a password. */
    private static final List<String> NOT_JUDGED = List.of("user.", "environment.", "cloud-init.");

    private FailureCause() {}

    /** The error with what was asked for before it; the error alone where that can't be told. */
    static String named(String error, InstanceSpec spec) {
        ImageSource image = spec.image();
        if (image != null && isAboutMissingImage(error)) {
            return missing(image) + " (" + error + ")";
        }
        if (image != null && error.contains("doesn't match instance type")) {
            return "image " + said(image) + " is for another type of instance (" + error + ")";
        }
        String plain = PREFIX.matcher(error).replaceAll("");
        List<Map.Entry<String, String>> keys = keys(plain, spec.configOrEmpty());
        return keys.size() == 1
                ? keys.get(0).getKey() + ": \"" + Text.bounded(keys.get(0).getValue(), VALUE_LIMIT) + "\": " + plain
                : error;
    }

    static boolean isAboutMissingImage(String error) {
        return NO_IMAGE.stream().anyMatch(error::contains);
    }

    /** That the image is not where it is looked for, as a sentence. */
    static String missing(ImageSource image) {
        return "image " + said(image) + " is not "
                + (image.remote() == null ? "in the host's own store" : "on the image server " + image.remote());
    }

    /** An image as its resource names it. */
    static String said(ImageSource image) {
        if (image.properties() != null) {
            return "with properties " + Text.bounded(new TreeMap<>(image.properties()).toString(), VALUE_LIMIT);
        }
        String name = image.alias() == null ? image.fingerprint() : image.alias();
        return '"' + Text.bounded(String.valueOf(name), VALUE_LIMIT) + '"';
    }

    /** By the key itself, else by the value, else by the words of the key. */
    private static List<Map.Entry<String, String>> keys(String error, Map<String, String> config) {
        List<Map.Entry<String, String>> judged = config.entrySet().stream()
                .filter(entry -> NOT_JUDGED.stream().noneMatch(entry.getKey()::startsWith))
                .filter(entry -> !entry.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .toList();
        String words = error.toLowerCase(Locale.ROOT);
        List<Map.Entry<String, String>> byName =
                judged.stream().filter(entry -> isWord(entry.getKey(), error)).toList();
        List<Map.Entry<String, String>> byValue = judged.stream()
                .filter(entry ->
                        error.contains('"' + entry.getValue() + '"') || error.endsWith(": " + entry.getValue()))
                .toList();
        List<Map.Entry<String, String>> byWords = judged.stream()
                .filter(entry -> Arrays.stream(entry.getKey().split("[.]"))
                        .map(word -> word.replaceFirst("s$", ""))
                        .allMatch(words::contains))
                .toList();
        return byName.size() == 1 ? byName : byValue.size() == 1 ? byValue : byWords;
    }

    private static boolean isWord(String key, String error) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(key) + "(?![\\w.]*\\w)")
                .matcher(error)
                .find();
    }
}
