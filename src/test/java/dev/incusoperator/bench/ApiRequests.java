package dev.incusoperator.bench;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a kube-apiserver has been asked since it was started, by {@code apiserver_request_total} of its metrics.
 *
 * @param counts by verb and resource, such as {@code APPLY incusinstances}
 * @param cpuSeconds what its process has used
 */
record ApiRequests(Map<String, Long> counts, double cpuSeconds) {
    private static final Pattern REQUESTS =
            Pattern.compile("^apiserver_request_total\\{(.*)} ([0-9.e+]+)$", Pattern.MULTILINE);
    private static final Pattern CPU = Pattern.compile("^process_cpu_seconds_total ([0-9.e+]+)$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<String> READING = Set.of("GET", "LIST", "WATCH", "CONNECT");

    /** What is renewed as time passes, by the API server itself too, and questions that have the form of a write. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "endpoints",
            "endpointslices",
            "leases",
            "selfsubjectrulesreviews",
            "selfsubjectaccessreviews",
            "subjectaccessreviews",
            "tokenreviews");

    /** @param metrics what {@code /metrics} answers */
    static ApiRequests parse(String metrics) {
        Map<String, Long> counts = new TreeMap<>();
        Matcher each = REQUESTS.matcher(metrics);
        while (each.find()) {
            Map<String, String> labels = LABEL.matcher(each.group(1))
                    .results()
                    .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
            long count = (long) Double.parseDouble(each.group(2));
            counts.merge(labels.get("verb") + " " + labels.get("resource"), count, Long::sum);
        }
        Matcher cpu = CPU.matcher(metrics);
        return new ApiRequests(counts, cpu.find() ? Double.parseDouble(cpu.group(1)) : 0);
    }

    ApiRequests since(ApiRequests before) {
        Map<String, Long> grown = new TreeMap<>();
        counts.forEach((what, count) -> {
            long more = count - before.counts.getOrDefault(what, 0L);
            if (more != 0) {
                grown.put(what, more);
            }
        });
        return new ApiRequests(grown, cpuSeconds - before.cpuSeconds);
    }

    long count(String verb, String resource) {
        return counts.getOrDefault(verb + " " + resource, 0L);
    }

    long lists() {
        return counts.entrySet().stream()
                .filter(each -> each.getKey().startsWith("LIST "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** All that change something, by anyone; Events too. */
    long writes() {
        return counts.entrySet().stream()
                .filter(each -> isWrite(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Those without Events, which are counted apart. */
    long writesButEvents() {
        return counts.entrySet().stream()
                .filter(each -> isWrite(each.getKey()) && !each.getKey().endsWith(" events"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static boolean isWrite(String key) {
        String[] words = key.split(" ", 2);
        return !READING.contains(words[0]) && !NOT_COUNTED.contains(words[1]);
    }
}
