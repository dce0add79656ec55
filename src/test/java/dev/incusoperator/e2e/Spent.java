package dev.incusoperator.e2e;

import dev.incusoperator.deploy.Use;
import java.util.List;
import java.util.Set;

/**
 * What something has cost the operator.
 *
 * @param writes requests that change something in Kubernetes
 * @param events Kubernetes Events, which are counted apart
 * @param calls requests to the host
 */
record Spent(List<String> writes, long events, List<String> calls) {
    private static final Set<String> READING = Set.of("get", "list", "watch");

    /** The lease is renewed as time passes, whatever happens; a review is a question that has the form of a write. */
    private static final Set<String> NOT_COUNTED = Set.of("leases", "selfsubjectrulesreviews");

    static Spent of(List<Use> requests, List<String> calls) {
        List<Use> writes = requests.stream()
                .filter(use -> !READING.contains(use.right().verb()))
                .filter(use -> !NOT_COUNTED.contains(use.right().resource()))
                .toList();
        return new Spent(
                writes.stream().filter(use -> !isEvent(use)).map(Spent::inWords).toList(),
                writes.stream().filter(Spent::isEvent).count(),
                calls);
    }

    private static boolean isEvent(Use use) {
        return use.right().resource().equals("events");
    }

    private static String inWords(Use use) {
        return use.right().verb() + " " + use.right().resource() + " " + use.name();
    }

    @Override
    public String toString() {
        return writes.size() + " writes " + writes + " and " + calls.size() + " calls " + calls;
    }
}
