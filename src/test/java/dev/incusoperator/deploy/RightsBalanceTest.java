package dev.incusoperator.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RightsBalanceTest {
    private static final String HOME = "home";
    private static final Right GET_SECRETS = new Right("", "secrets", "get");
    private static final Right LIST_SECRETS = new Right("", "secrets", "list");
    private static final Right PATCH_STATUS = new Right("example.com", "things/status", "patch");

    private static final String MANIFESTS = """
            kind: ClusterRole
            metadata: {name: wide}
            rules:
            - {apiGroups: [example.com], resources: [things/status], verbs: [patch]}
            ---
            kind: ClusterRole
            metadata: {name: unbound}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [delete]}
            ---
            kind: Role
            metadata: {name: narrow, namespace: home}
            rules:
            - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
            ---
            kind: Role
            metadata: {name: narrow, namespace: elsewhere}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [delete]}
            ---
            kind: ClusterRoleBinding
            metadata: {name: wide}
            roleRef: {kind: ClusterRole, name: wide}
            subjects: [{kind: ServiceAccount, name: worker, namespace: home}]
            ---
            kind: RoleBinding
            metadata: {name: narrow, namespace: home}
            roleRef: {kind: Role, name: narrow}
            subjects: [{kind: ServiceAccount, name: worker, namespace: home}]
            ---
            kind: ClusterRoleBinding
            metadata: {name: of-another}
            roleRef: {kind: ClusterRole, name: unbound}
            subjects: [{kind: ServiceAccount, name: worker, namespace: elsewhere}]
            """;

    @Test
    void a_right_that_was_used_where_it_is_granted_is_in_balance() {
        RightsBalance balance = RightsBalance.of(
                Set.of(new Grant("", PATCH_STATUS), new Grant(HOME, LIST_SECRETS)),
                List.of(used("team", PATCH_STATUS), used(HOME, LIST_SECRETS)),
                HOME);

        assertThat(balance.neverUsed()).isEmpty();
        assertThat(balance.refused()).isEmpty();
    }

    @Test
    void a_right_that_was_never_used_is_named() {
        RightsBalance balance = RightsBalance.of(
                Set.of(new Grant(HOME, LIST_SECRETS), new Grant(HOME, GET_SECRETS)),
                List.of(used(HOME, GET_SECRETS)),
                HOME);

        assertThat(balance.neverUsed()).hasToString("[list secrets in the namespace home]");
    }

    @Test
    void a_right_everywhere_that_is_used_at_home_only_is_too_wide() {
        Set<Grant> grants = Set.of(new Grant("", GET_SECRETS));

        assertThat(RightsBalance.of(grants, List.of(used(HOME, GET_SECRETS)), HOME)
                        .neverUsed())
                .hasToString("[get secrets everywhere]");
        assertThat(RightsBalance.of(grants, List.of(used("", GET_SECRETS)), HOME)
                        .neverUsed())
                .isEmpty();
    }

    @Test
    void what_was_refused_is_named_and_uses_nothing() {
        RightsBalance balance = RightsBalance.of(
                Set.of(new Grant("", PATCH_STATUS)), List.of(new Use("team", "a", PATCH_STATUS, false)), HOME);

        assertThat(balance.refused()).hasToString("[patch things.example.com/status a in the namespace team]");
        assertThat(balance.neverUsed()).hasSize(1);
    }

    @Test
    void a_wildcard_is_too_much_whatever_was_used() {
        Grant wildcard = new Grant(HOME, new Right("", "secrets", "*"));

        assertThat(RightsBalance.of(Set.of(wildcard), List.of(used(HOME, GET_SECRETS)), HOME)
                        .neverUsed())
                .containsExactly(wildcard);
    }

    @Test
    void an_account_has_the_rights_of_the_roles_that_are_bound_to_it_and_where_they_are() {
        assertThat(GrantedRights.of(Kustomize.documents(MANIFESTS), HOME, "worker"))
                .containsExactlyInAnyOrder(
                        new Grant("", PATCH_STATUS), new Grant(HOME, GET_SECRETS), new Grant(HOME, LIST_SECRETS));
    }

    @Test
    void a_binding_of_a_role_that_is_not_there_is_told() {
        var manifests =
                Kustomize.documents(MANIFESTS.replace("metadata: {name: wide}\nrules", "metadata: {name: x}\nrules"));

        assertThatThrownBy(() -> GrantedRights.of(manifests, HOME, "worker"))
                .hasMessageContaining("wide binds a role that is not there");
    }

    @Test
    void the_log_says_what_one_user_asked_for_and_what_it_was_refused() {
        Stream<String> log = Stream.of(
                event(
                        "worker",
                        "\"apiGroup\": \"example.com\", \"resource\": \"things\", \"subresource\": \"status\","
                                + " \"namespace\": \"team\", \"name\": \"a\"",
                        "patch",
                        "allow",
                        200),
                event("worker", "\"resource\": \"secrets\", \"namespace\": \"team\"", "list", "forbid", 403),
                event("worker", "", "get", "allow", 200),
                event("other", "\"resource\": \"secrets\", \"namespace\": \"team\"", "list", "allow", 200));

        assertThat(AuditLog.uses(log, "worker"))
                .containsExactly(new Use("team", "a", PATCH_STATUS, true), new Use("team", "", LIST_SECRETS, false));
    }

    private static Use used(String namespace, Right right) {
        return new Use(namespace, "a", right, true);
    }

    private static String event(String user, String object, String verb, String decision, int code) {
        return """
                {"verb": "%s", "user": {"username": "%s"}, "objectRef": {%s}, "responseStatus": {"code": %d}, \
                "annotations": {"authorization.k8s.io/decision": "%s"}}""".formatted(verb, user, object, code, decision);
    }
}
