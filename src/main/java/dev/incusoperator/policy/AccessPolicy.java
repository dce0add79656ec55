package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import dev.incusoperator.api.v1alpha1.AccessRule;
import dev.incusoperator.api.v1alpha1.AdoptAllowance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides what a namespace may ask of a ClusterIncusHost. Default deny: one rule must cover the whole of a request, and
 * within a rule only what is known to be harmless, or what {@code allow} gives, is allowed. Pure.
 *
 * <p>{@code allow.everything} gives all that the other fields of {@code allow} give and what they do not; it does not
 * widen a rule's namespaces and projects.
 */
public final class AccessPolicy {
    private static final int NAMED = 3;

    public AccessDecision decide(AccessRequest request, List<AccessRule> rules) {
        List<AccessRule> ours = rules.stream()
                .filter(rule ->
                        NamespaceMatch.matches(rule.namespaces(), request.namespace(), request.namespaceLabels()))
                .toList();
        if (ours.isEmpty()) {
            return new AccessDecision.Denied("no access rule of the host is for namespace " + request.namespace()
                    + ": the host's admin would add it to spec.access[].namespaces");
        }
        List<AccessRule> here = ours.stream()
                .filter(rule -> Words.listed(rule.projectsOrDefault(), request.project()))
                .toList();
        if (here.isEmpty()) {
            return new AccessDecision.Denied(
                    "namespace " + request.namespace() + " may not use project " + request.project() + ": "
                            + ours.stream()
                                    .map(rule -> "rule " + rule.name() + " gives it " + rule.projectsOrDefault())
                                    .collect(Collectors.joining(", "))
                            + "; the host's admin would add it to spec.access[].projects");
        }
        return best(here.stream()
                .map(rule -> new Judged(rule, missing(request, rule.allowOrDefault())))
                .toList());
    }

    /** Whether any rule gives a namespace this project at all, whatever it may do there. */
    public boolean enters(String namespace, Map<String, String> labels, String project, List<AccessRule> rules) {
        return anyRule(namespace, labels, project, rules, allow -> true);
    }

    /** Whether a rule gives a namespace everything in a project: nothing that it asks for there is refused. */
    public boolean givesEverything(
            String namespace, Map<String, String> labels, String project, List<AccessRule> rules) {
        return anyRule(namespace, labels, project, rules, AccessAllow::everythingOrDefault);
    }

    /** Whether a rule gives a namespace {@code environment.*} in a project, which is what an OCI image brings. */
    public boolean givesEnvironment(
            String namespace, Map<String, String> labels, String project, List<AccessRule> rules) {
        return anyRule(
                namespace,
                labels,
                project,
                rules,
                allow -> allow.everythingOrDefault() || allow.environmentOrDefault());
    }

    private static boolean anyRule(
            String namespace,
            Map<String, String> labels,
            String project,
            List<AccessRule> rules,
            Predicate<AccessAllow> gives) {
        return rules.stream()
                .filter(rule -> NamespaceMatch.matches(rule.namespaces(), namespace, labels))
                .filter(rule -> Words.listed(rule.projectsOrDefault(), project))
                .anyMatch(rule -> gives.test(rule.allowOrDefault()));
    }

    private record Judged(AccessRule rule, List<Missing> missing) {}

    private static AccessDecision best(List<Judged> judged) {
        Judged nearest = judged.stream()
                .min(Comparator.comparingInt(each -> each.missing().size()))
                .orElseThrow();
        if (nearest.missing().isEmpty()) {
            return new AccessDecision.Allowed(nearest.rule().name());
        }
        List<Missing> missing = nearest.missing();
        String named = missing.stream().limit(NAMED).map(Missing::toString).collect(Collectors.joining(", "));
        return new AccessDecision.Denied("access rule " + nearest.rule().name() + " of the host does not give " + named
                + (missing.size() > NAMED ? ", and " + (missing.size() - NAMED) + " more" : ""));
    }

    private static List<Missing> missing(AccessRequest request, AccessAllow allow) {
        if (allow.everythingOrDefault()) {
            return List.of();
        }
        List<Missing> missing = new ArrayList<>();
        adoption(request, allow, missing);
        if (request.remote() != null && !Words.listed(allow.remotesOrDefault(), request.remote())) {
            missing.add(new Missing("images from " + request.remote(), "remotes: [" + request.remote() + "]"));
        }
        if (request.target() != null && !Words.listed(allow.targetsOrDefault(), request.target())) {
            missing.add(new Missing("target " + request.target(), "targets: [\"" + request.target() + "\"]"));
        }
        copy(request, allow, missing);
        missing.addAll(ConfigAllowlist.missing(request.config(), request.nestsByDefault(), allow));
        missing.addAll(DeviceAllowlist.missing(request.devices(), request.profiles(), allow));
        return missing;
    }

    /** Whether the other cluster is alive cannot be known from here: to take its instance needs leave of its own. */
    private static void adoption(AccessRequest request, AccessAllow allow, List<Missing> missing) {
        AdoptAllowance given = allow.adoptOrDefault();
        if (request.adoption() == Adoption.OF_UNOWNED && given == AdoptAllowance.NONE) {
            missing.add(new Missing("adopting an instance", "adopt: true"));
        }
        if (request.adoption() == Adoption.OF_ANOTHER_CLUSTER && given != AdoptAllowance.ANY_CLUSTER) {
            missing.add(new Missing("adopting an instance of another cluster", "adopt: AnyCluster"));
        }
    }

    /** A copy shows what is in the original: one's own may be copied, and one that nobody owns by who may take it over. */
    private static void copy(AccessRequest request, AccessAllow allow, List<Missing> missing) {
        String owner = request.copyOf();
        if (owner == null || owner.equals(request.namespace())) {
            return;
        }
        if (!owner.isEmpty()) {
            // whose it is stands on the instance, for the host's admin: a tenant is not told of another one
            missing.add(Missing.butEverything("copying an instance of another namespace"));
        } else if (allow.adoptOrDefault() == AdoptAllowance.NONE) {
            missing.add(new Missing("copying an instance that bears no mark", "adopt: true"));
        }
    }
}
