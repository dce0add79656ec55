package dev.incusoperator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.AccessAllow;
import dev.incusoperator.api.v1alpha1.AccessNamespaces;
import dev.incusoperator.api.v1alpha1.AccessRule;
import dev.incusoperator.policy.AccessDecision.Allowed;
import dev.incusoperator.policy.AccessDecision.Denied;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tenants may try: the table in {@code policy/attempts.yaml}, and what is between rules. */
class AccessPolicyTest {
    private static final AccessAllow NOTHING = with(false, false);

    private final AccessPolicy policy = new AccessPolicy();

    static Stream<AccessAttempt.Row> attempts() {
        return AccessAttempt.all();
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void an_attempt_is_decided(AccessAttempt.Row row) {
        AccessDecision decision = row.decided();

        if (row.attempt().allowed() != null) {
            assertThat(decision).isEqualTo(new Allowed("team"));
        } else {
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Denied.class,
                            denied -> assertThat(denied.message())
                                    .contains(
                                            Objects.requireNonNull(row.attempt().because())));
        }
    }

    @Test
    void there_are_a_hundred_refused_attempts_at_least() {
        assertThat(attempts().filter(row -> row.attempt().refused() != null)).hasSizeGreaterThan(100);
    }

    @Test
    void without_rules_nobody_may_do_anything() {
        assertThat(policy.decide(Ask.harmless().request(), List.of())).isInstanceOf(Denied.class);
    }

    @Test
    void two_rules_do_not_add_up() {
        AccessRequest both = Ask.harmless()
                .config("security.privileged", "true")
                .config("security.nesting", "true")
                .request();

        AccessDecision decision =
                policy.decide(both, List.of(rule("privileged", with(true, false)), rule("nesting", with(false, true))));

        assertThat(decision).isInstanceOf(Denied.class);
    }

    @Test
    void the_refusal_is_about_the_rule_that_is_nearest() {
        AccessRequest request = Ask.harmless()
                .config("security.privileged", "true")
                .config("security.nesting", "true")
                .request();

        AccessDecision decision =
                policy.decide(request, List.of(rule("far", NOTHING), rule("near", with(true, false))));

        assertThat(decision)
                .isEqualTo(
                        new Denied(
                                "access rule near of the host does not give security.nesting=true (allow.nesting: true would)"));
    }

    @Test
    void a_rule_without_projects_gives_the_default_one() {
        AccessRule rule = new AccessRule("r", names("team-a"), null, NOTHING);

        assertThat(policy.decide(Ask.harmless().project("default").request(), List.of(rule)))
                .isInstanceOf(Allowed.class);
        assertThat(policy.decide(Ask.harmless().project("team-a").request(), List.of(rule)))
                .isInstanceOf(Denied.class);
    }

    @Test
    void a_rule_may_select_namespaces_by_label() {
        LabelSelector selector = new LabelSelectorBuilder()
                .addToMatchLabels("team", "a")
                .addNewMatchExpression()
                .withKey("stage")
                .withOperator("NotIn")
                .withValues("test")
                .endMatchExpression()
                .addNewMatchExpression()
                .withKey("cost-center")
                .withOperator("Exists")
                .endMatchExpression()
                .build();

        assertThat(selected(selector, Map.of("team", "a", "cost-center", "7"))).isInstanceOf(Allowed.class);
        assertThat(selected(selector, Map.of("team", "a"))).isInstanceOf(Denied.class);
        assertThat(selected(selector, Map.of("team", "b", "cost-center", "7"))).isInstanceOf(Denied.class);
        assertThat(selected(selector, Map.of("team", "a", "cost-center", "7", "stage", "test")))
                .isInstanceOf(Denied.class);
        assertThat(selected(new LabelSelector(), Map.of())).isInstanceOf(Allowed.class);
    }

    @Test
    void a_selector_that_is_not_understood_selects_nobody() {
        LabelSelector selector = new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("team")
                .withOperator("Like")
                .endMatchExpression()
                .build();

        assertThat(selected(selector, Map.of("team", "a"))).isInstanceOf(Denied.class);
    }

    @Test
    void a_selector_that_kubernetes_would_not_take_selects_nobody() {
        assertThat(selected(expression("NotIn"), Map.of("team", "a"))).isInstanceOf(Denied.class);
        assertThat(selected(expression("In"), Map.of("team", "a"))).isInstanceOf(Denied.class);
        assertThat(selected(expression("Exists", "a"), Map.of("team", "a"))).isInstanceOf(Denied.class);
        assertThat(selected(expression("DoesNotExist", "a"), Map.of())).isInstanceOf(Denied.class);
        assertThat(selected(expression(null), Map.of("team", "a"))).isInstanceOf(Denied.class);
    }

    private static LabelSelector expression(@Nullable String operator, String... values) {
        return new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("team")
                .withOperator(operator)
                .withValues(values)
                .endMatchExpression()
                .build();
    }

    private AccessDecision selected(LabelSelector selector, Map<String, String> labels) {
        AccessRule rule = new AccessRule("r", new AccessNamespaces(null, selector), List.of("*"), NOTHING);
        return policy.decide(Ask.harmless().labels(labels).request(), List.of(rule));
    }

    private static AccessRule rule(String name, AccessAllow allow) {
        return new AccessRule(name, names("team-a"), List.of("team-a"), allow);
    }

    private static AccessNamespaces names(String... names) {
        return new AccessNamespaces(List.of(names), null);
    }

    private static AccessAllow with(boolean privileged, boolean nesting) {
        return new AccessAllow(null, privileged, nesting, null, null, null, null, null, null, null, null);
    }
}
