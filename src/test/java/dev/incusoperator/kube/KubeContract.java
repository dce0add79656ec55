package dev.incusoperator.kube;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the operator counts on, of every Kubernetes API. The embedded one may not lie: it passes what kube-apiserver passes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KubeContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ResourceDefinitionContext THINGS = new ResourceDefinitionContext.Builder()
            .withGroup("contract.incusoperator.dev")
            .withVersion("v1")
            .withKind("Thing")
            .withPlural("things")
            .withNamespaced(true)
            .build();
    private static final String NAME = "things.contract.incusoperator.dev";
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.contract.incusoperator.dev}
            spec:
              group: contract.incusoperator.dev
              scope: Namespaced
              names: {kind: Thing, plural: things, singular: thing, shortNames: [th]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                additionalPrinterColumns:
                - {name: Size, type: integer, jsonPath: .spec.size}
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                - {name: Note, type: string, jsonPath: .status.note, priority: 1}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          size: {type: integer}
                          labels: {type: object, additionalProperties: {type: string}}
                      status:
                        type: object
                        properties:
                          note: {type: string}
                          operation: {type: object, properties: {id: {type: string}, progress: {type: string}}}
                          tags: {type: array, items: {type: string}}
                          conditions:
                            type: array
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [type]
                            items:
                              type: object
                              required: [type]
                              properties: {type: {type: string}, status: {type: string}, message: {type: string}}
            """;

    private KubernetesClient client;
    private String namespace;

    abstract KubeServer server();

    /** After the last test. */
    void release() {}

    @BeforeAll
    void connect() {
        client = server().newClient();
        Crds.install(client, List.of(Serialization.unmarshal(DEFINITION, GenericKubernetesResource.class)));
    }

    @AfterAll
    void disconnect() {
        if (client != null) { // else there was no server
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(NAME)
                    .delete();
            client.close();
            release();
        }
    }

    @BeforeEach
    void makeNamespace() {
        namespace = "contract-" + UUID.randomUUID().toString().substring(0, 8);
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void removeNamespace() {
        client.namespaces().withName(namespace).delete();
    }

    @Test
    void an_applied_object_is_made_and_then_merged() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));
        applied("one", "you", Map.of("metadata", Map.of("labels", Map.of("yours", "yes"))));

        GenericKubernetesResource one = get("one");
        assertThat(json(one).at("/spec/size").asInt()).isEqualTo(1);
        assertThat(one.getMetadata().getLabels()).containsEntry("yours", "yes");
    }

    @Test
    void what_a_secret_is_given_as_plain_text_is_kept_as_its_data() {
        Secret kept = client.secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("plain")
                        .endMetadata()
                        .addToStringData("token", "abc")
                        .build())
                .create();

        assertThat(kept.getData()).containsExactly(Map.entry("token", "YWJj"));
        assertThat(kept.getStringData()).isNullOrEmpty();
    }

    @Test
    void what_a_manager_no_longer_applies_goes_and_what_others_apply_stays() {
        applied("one", "me", Map.of("spec", Map.of("size", 1, "labels", Map.of("a", "1", "b", "2"))));
        applied("one", "you", Map.of("spec", Map.of("labels", Map.of("b", "2", "c", "3"))));

        applied("one", "me", Map.of("spec", Map.of("size", 1)));

        assertThat(json(get("one")).at("/spec/labels")).isEqualTo(tree(Map.of("b", "2", "c", "3")));
    }

    @Test
    void an_applied_status_replaces_what_the_same_manager_applied_before() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));
        status(
                "one",
                "me",
                Map.of(
                        "note", "first",
                        "operation", Map.of("id", "17", "progress", "50%"),
                        "conditions", List.of(condition("Ready", "False"), condition("Stalled", "True"))));

        status("one", "me", Map.of("note", "second", "conditions", List.of(condition("Ready", "True"))));

        assertThat(json(get("one")).path("status"))
                .isEqualTo(tree(Map.of("note", "second", "conditions", List.of(condition("Ready", "True")))));
    }

    @Test
    void a_condition_of_another_manager_outlives_ours() {
        applied("one", "me", Map.of());
        status("one", "me", Map.of("conditions", List.of(condition("Ready", "True"))));
        status("one", "you", Map.of("conditions", List.of(condition("Yours", "True"))));

        status("one", "me", Map.of("note", "no conditions any more"));

        assertThat(json(get("one")).at("/status/conditions")).isEqualTo(tree(List.of(condition("Yours", "True"))));
    }

    @Test
    void a_list_without_keys_is_replaced_as_a_whole() {
        applied("one", "me", Map.of());
        status("one", "me", Map.of("tags", List.of("a", "b")));

        status("one", "me", Map.of("tags", List.of("c")));

        assertThat(json(get("one")).at("/status/tags")).isEqualTo(tree(List.of("c")));
    }

    @Test
    void the_status_is_written_through_its_subresource_only_and_the_rest_not_through_it() {
        applied("one", "me", Map.of("spec", Map.of("size", 1), "status", Map.of("note", "lost")));
        assertThat(json(get("one")).path("status").has("note")).isFalse();

        things("one")
                .subresource("status")
                .patch(
                        apply("me", true),
                        thing("one", Map.of("spec", Map.of("size", 9), "status", Map.of("note", "kept"))));

        assertThat(json(get("one")).at("/spec/size").asInt()).isEqualTo(1);
        assertThat(json(get("one")).at("/status/note").asText()).isEqualTo("kept");
    }

    @Test
    void a_status_of_nothing_is_not_found() {
        assertThatThrownBy(() -> status("nobody", "me", Map.of("note", "x")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(404));
    }

    @Test
    void the_generation_grows_with_the_spec_and_with_nothing_else() {
        long first = applied("one", "me", Map.of("spec", Map.of("size", 1)))
                .getMetadata()
                .getGeneration();
        status("one", "me", Map.of("note", "x"));
        applied("one", "you", Map.of("metadata", Map.of("labels", Map.of("a", "b"))));
        assertThat(get("one").getMetadata().getGeneration()).isEqualTo(first);

        applied("one", "me", Map.of("spec", Map.of("size", 2)));

        assertThat(get("one").getMetadata().getGeneration()).isEqualTo(first + 1);
    }

    @Test
    void nothing_is_written_where_nothing_changes() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));
        status("one", "me", Map.of("note", "x", "conditions", List.of(condition("Ready", "True"))));
        String before = get("one").getMetadata().getResourceVersion();

        status("one", "me", Map.of("note", "x", "conditions", List.of(condition("Ready", "True"))));
        applied("one", "me", Map.of("spec", Map.of("size", 1)));

        assertThat(get("one").getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void a_write_against_an_old_version_is_a_conflict() {
        String old = applied("one", "me", Map.of("spec", Map.of("size", 1)))
                .getMetadata()
                .getResourceVersion();
        applied("one", "me", Map.of("spec", Map.of("size", 2)));

        assertConflict(() ->
                applied("one", "me", Map.of("metadata", Map.of("resourceVersion", old), "spec", Map.of("size", 3))));
        GenericKubernetesResource stale = thing("one", Map.of("metadata", Map.of("resourceVersion", old)));
        assertConflict(() -> things("one").subresource("status").patch(apply("me", true), stale));
        assertConflict(() -> client.resource(stale).inNamespace(namespace).update());
    }

    @Test
    void an_unforced_apply_of_anothers_field_is_a_conflict() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));

        assertConflict(() -> things("one").patch(apply("you", false), thing("one", Map.of("spec", Map.of("size", 2)))));
    }

    @Test
    void a_finalizer_holds_an_object_until_it_is_let_go() {
        applied("one", "me", Map.of("metadata", Map.of("finalizers", List.of("incusoperator.dev/instance"))));
        things("one").delete();
        assertThat(get("one").getMetadata().getDeletionTimestamp()).isNotBlank();

        things("one")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"test\",\"path\":\"/metadata/finalizers/0\",\"value\":\"incusoperator.dev/instance\"},"
                                + "{\"op\":\"remove\",\"path\":\"/metadata/finalizers/0\"}]");

        await().atMost(SOON).until(() -> get("one") == null);
    }

    @Test
    void a_finalizer_that_was_applied_goes_when_it_is_no_longer_applied() {
        applied("one", "me", Map.of("metadata", Map.of("finalizers", List.of("incusoperator.dev/instance"))));
        things("one").delete();

        applied("one", "me", Map.of());

        await().atMost(SOON).until(() -> get("one") == null);
    }

    @Test
    void a_json_patch_whose_test_fails_is_refused() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));

        assertThatThrownBy(
                        () -> things("one")
                                .patch(
                                        PatchContext.of(PatchType.JSON),
                                        "[{\"op\":\"test\",\"path\":\"/spec/size\",\"value\":7},{\"op\":\"remove\",\"path\":\"/spec/size\"}]"))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(422));
        assertThat(json(get("one")).at("/spec/size").asInt()).isEqualTo(1);
    }

    @Test
    void a_merge_patch_removes_by_null() {
        applied("one", "me", Map.of("metadata", Map.of("annotations", Map.of("a", "1", "b", "2"))));

        things("one")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"a\":null,\"c\":\"3\"}}}");

        assertThat(get("one").getMetadata().getAnnotations()).containsOnly(entry("b", "2"), entry("c", "3"));
    }

    @Test
    void a_watch_tells_of_each_change() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));
        List<String> heard = new CopyOnWriteArrayList<>();
        Watcher<GenericKubernetesResource> watcher = new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource thing) {
                heard.add(action + " " + thing.getMetadata().getName() + " "
                        + json(thing).at("/spec/size").asText());
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
        try (Watch watch = things().watch(watcher)) {
            await().atMost(SOON).until(() -> heard.size() == 1);
            applied("one", "me", Map.of("spec", Map.of("size", 2)));
            applied("two", "me", Map.of("spec", Map.of("size", 3)));
            things("one").delete();
            await().atMost(SOON).until(() -> heard.size() == 4);
        }

        assertThat(heard).containsExactly("ADDED one 1", "MODIFIED one 2", "ADDED two 3", "DELETED one 2");
    }

    @Test
    void an_informer_holds_what_is_there() {
        applied("one", "me", Map.of("spec", Map.of("size", 1)));
        try (SharedIndexInformer<GenericKubernetesResource> informer = things().inform()) {
            await().atMost(SOON).until(() -> held(informer).equals(List.of("one")));
            applied("two", "me", Map.of("spec", Map.of("size", 1)));
            things("one").delete();
            await().atMost(SOON).until(() -> held(informer).equals(List.of("two")));
        }
    }

    private static List<String> held(SharedIndexInformer<GenericKubernetesResource> informer) {
        return informer.getStore().list().stream()
                .map(thing -> thing.getMetadata().getName())
                .toList();
    }

    @Test
    void selectors_choose() {
        applied("one", "me", Map.of("metadata", Map.of("labels", Map.of("tier", "web"))));
        applied("two", "me", Map.of("metadata", Map.of("labels", Map.of("tier", "db"))));

        assertThat(names(things().withLabel("tier", "web").list().getItems())).containsExactly("one");
        assertThat(names(things().withLabelIn("tier", "db", "x").list().getItems()))
                .containsExactly("two");
        assertThat(names(things().withoutLabel("tier").list().getItems())).isEmpty();
        assertThat(names(things().withField("metadata.name", "two").list().getItems()))
                .containsExactly("two");
    }

    @Test
    void of_two_that_renew_a_lease_at_once_one_succeeds() {
        Lease lease = client.leases()
                .inNamespace(namespace)
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("leader")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("me")
                        .endSpec()
                        .build())
                .create();
        Lease mine = new LeaseBuilder(lease)
                .editSpec()
                .withLeaseTransitions(1)
                .endSpec()
                .build();
        Lease yours = new LeaseBuilder(lease)
                .editSpec()
                .withHolderIdentity("you")
                .endSpec()
                .build();

        client.leases().inNamespace(namespace).resource(mine).update();

        assertConflict(
                () -> client.leases().inNamespace(namespace).resource(yours).update());
    }

    @Test
    void a_namespace_takes_with_it_what_is_in_it_but_not_past_a_finalizer() {
        applied("one", "me", Map.of("metadata", Map.of("finalizers", List.of("incusoperator.dev/instance"))));
        client.namespaces().withName(namespace).delete();
        await().atMost(SOON).until(() -> get("one").getMetadata().getDeletionTimestamp() != null);
        assertThat(client.namespaces().withName(namespace).get()).isNotNull();

        applied("one", "me", Map.of());

        await().atMost(SOON).until(() -> client.namespaces().withName(namespace).get() == null);
    }

    @Test
    void a_table_has_the_columns_of_the_definition() {
        applied("one", "me", Map.of("spec", Map.of("size", 3)));
        status("one", "me", Map.of("note", "hm", "conditions", List.of(condition("Ready", "True"))));

        Table table = Table.of(client, "/apis/contract.incusoperator.dev/v1/namespaces/" + namespace + "/things");

        assertThat(table.text(false).lines().toList())
                .hasSize(2)
                .element(0)
                .asString()
                .isEqualTo("NAME   SIZE   READY   AGE");
        assertThat(table.text(false)).contains("one    3      True    ");
        assertThat(table.text(true)).contains("NOTE").contains("hm");
    }

    private GenericKubernetesResource applied(String name, String manager, Map<String, Object> content) {
        return things(name).patch(apply(manager, true), thing(name, content));
    }

    private void status(String name, String manager, Map<String, Object> status) {
        things(name).subresource("status").patch(apply(manager, true), thing(name, Map.of("status", status)));
    }

    private GenericKubernetesResource get(String name) {
        return things(name).get();
    }

    private NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            things() {
        return client.genericKubernetesResources(THINGS).inNamespace(namespace);
    }

    private Resource<GenericKubernetesResource> things(String name) {
        return things().withName(name);
    }

    private GenericKubernetesResource thing(String name, Map<String, Object> content) {
        Map<String, Object> whole = Serialization.jsonMapper().convertValue(content, new TypeReference<>() {});
        whole.putIfAbsent("metadata", new LinkedHashMap<>());
        GenericKubernetesResource thing =
                Serialization.jsonMapper().convertValue(whole, GenericKubernetesResource.class);
        return new GenericKubernetesResourceBuilder(thing)
                .withApiVersion("contract.incusoperator.dev/v1")
                .withKind("Thing")
                .editMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private static PatchContext apply(String manager, boolean force) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(force)
                .build();
    }

    private static Map<String, Object> condition(String type, String status) {
        return Map.of("type", type, "status", status);
    }

    private static List<String> names(List<GenericKubernetesResource> things) {
        return things.stream().map(thing -> thing.getMetadata().getName()).toList();
    }

    private static JsonNode json(GenericKubernetesResource thing) {
        return tree(thing);
    }

    private static JsonNode tree(Object value) {
        return Serialization.jsonMapper().valueToTree(value);
    }

    private static void assertConflict(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }
}
