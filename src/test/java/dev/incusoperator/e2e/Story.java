package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.HostKind;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.kube.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One test's own part of the cluster and of the host: a namespace, and names that nobody else has. {@link #close} removes
 * all that was made, in the cluster and on the host, whatever became of it.
 */
final class Story implements AutoCloseable {
    private static final String SPEC = """
            hostRef: %s
            image: {alias: busybox}
            timeouts: {stop: 20s}
            """;

    private final OperatorUnderTest operator;
    private final Place place;
    private final KubernetesClient kube;
    private final HostAdmin admin;
    private final TestNamespace namespace;
    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final List<TestNamespace> namespaces = new ArrayList<>();
    private final List<TestInstance> instances = new ArrayList<>();
    private final List<TestHost> hosts = new ArrayList<>();
    private final List<HasMetadata> others = new ArrayList<>();
    private final Set<InstanceRef> refs = new LinkedHashSet<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable TestHost host;

    Story(OperatorUnderTest operator, Place place) {
        this.operator = operator;
        this.place = place;
        this.kube = operator.kube().client();
        this.admin = new HostAdmin(place);
        this.namespace = namespaceOfItsOwn();
    }

    OperatorUnderTest operator() {
        return operator;
    }

    Place place() {
        return place;
    }

    /** The host as its admin has it. */
    HostAdmin admin() {
        return admin;
    }

    String namespace() {
        return namespace.name();
    }

    /** One more namespace. */
    TestNamespace namespaceOfItsOwn() {
        TestNamespace fresh = operator.kube().freshNamespace();
        namespaces.add(fresh);
        return fresh;
    }

    /** A name with this word in it that no other story has, fit for instances. */
    String name(String word) {
        return word + "-" + mark;
    }

    /** An instance of that name on the host, which is removed at the end if it is there. */
    InstanceRef ref(String project, String word) {
        InstanceRef ref = new InstanceRef(project, name(word));
        refs.add(ref);
        return ref;
    }

    // hosts

    /** The place as a ClusterIncusHost that allows the story's namespace everything; declared by the first call. */
    TestHost host() {
        if (host == null) {
            host = openHost("host", place.connection(this));
        }
        return host;
    }

    /** With all rights for the story's namespace, and as fast as it can, where the YAML that says how it is connected to says no more. */
    TestHost openHost(String word, String connection) {
        return host(
                word,
                connection + "\nlimits: {requestsPerSecond: 1000}\naccess: [{name: story, namespaces: {names: ["
                        + namespace() + "]}, projects: ['*'], allow: {everything: true}}]");
    }

    /** A ClusterIncusHost. */
    TestHost host(String word, String spec) {
        return created(undeclaredHost(word), spec);
    }

    /** What {@link #openHost} would make. */
    TestHost undeclaredHost(String word) {
        return new TestHost(kube, HostKind.CLUSTER_INCUS_HOST, "", name(word));
    }

    /** An IncusHost of the story's namespace. */
    TestHost ownHost(String word, String spec) {
        return created(new TestHost(kube, HostKind.INCUS_HOST, namespace(), name(word)), spec);
    }

    private TestHost created(TestHost made, String spec) {
        hosts.add(made);
        made.create(spec);
        return made;
    }

    // instances

    /** An IncusInstance on {@link #host}, from the image busybox, with what the YAML adds to its spec. */
    TestInstance create(String word, String spec) {
        return createOn(host(), namespace(), word, spec);
    }

    /** The same on another host. */
    TestInstance createOn(TestHost on, String spec) {
        return createOn(on, namespace(), "web", spec);
    }

    /** What {@link #create} makes of that YAML. */
    String wholeSpec(String spec) {
        var whole = Manifest.yaml(SPEC.formatted(host().ref()));
        whole.setAll(Manifest.yaml(spec));
        return whole.toString();
    }

    TestInstance createOn(TestHost on, String where, String word, String spec) {
        var whole = Manifest.yaml(SPEC.formatted(on.ref()));
        whole.setAll(Manifest.yaml(spec));
        String project = Optional.ofNullable(whole.path("project").textValue()).orElse("default");
        String instanceName =
                Optional.ofNullable(whole.path("instanceName").textValue()).orElse(name(word));
        InstanceRef ref = new InstanceRef(project, instanceName);
        refs.add(ref);
        TestInstance made = new TestInstance(kube, where, name(word), ref);
        instances.add(made);
        made.create(whole.toString());
        return made;
    }

    // what instances and hosts refer to

    /** In the story's namespace. */
    void ownSecret(String name, Map<String, String> values) {
        secretIn(namespace(), name, values);
    }

    /** In the operator's namespace, for the connection of a ClusterIncusHost; its name. */
    String hostSecret(Map<String, String> values) {
        String name = name("credentials-" + others.size());
        hostSecret(name, values);
        return name;
    }

    /** One of that name in the operator's namespace, in the place of an earlier one. */
    void hostSecret(String name, Map<String, String> values) {
        secretIn(operator.namespace(), name, values);
    }

    /** One that the operator has made itself in its own namespace is planted afterwards. */
    void plantHostSecret(String name) {
        Secret made =
                kube.secrets().inNamespace(operator.namespace()).withName(name).require();
        others.add(made);
        Map<String, String> values = new HashMap<>();
        made.getData()
                .forEach((key, value) ->
                        values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        operator.secrets().plant(values);
        kube.resources(ClusterIncusHost.class)
                .list()
                .getItems()
                .forEach(seen -> operator.secrets().inspect(seen.getMetadata().getName(), Serialization.asJson(seen)));
    }

    private void secretIn(String where, String name, Map<String, String> values) {
        operator.secrets().plant(values);
        var secret = new SecretBuilder()
                .withMetadata(metadata(where, name))
                .withStringData(values)
                .build();
        others.add(secret);
        kube.resource(secret).createOr(existing -> existing.update());
    }

    /** An image of the host's own store that takes the daemon long to unpack; its alias. */
    String slowImage() {
        InstanceRef maker = ref("default", "maker");
        String alias = name("slow");
        admin.create(maker, Map.of());
        admin.start(maker);
        admin.run(maker, "mkdir /many; cd /many; i=0; while [ $i -lt 40000 ]; do : > $i; i=$((i+1)); done; : > last");
        admin.stop(maker);
        admin.publishPlain(maker, alias);
        afterwards(() -> admin.deleteImage(alias));
        admin.delete(maker);
        return alias;
    }

    void configMap(String word, Map<String, String> values) {
        var map = new ConfigMapBuilder()
                .withMetadata(metadata(namespace(), name(word)))
                .withData(values)
                .build();
        others.add(map);
        kube.resource(map).create();
    }

    private static ObjectMeta metadata(String where, String name) {
        return new ObjectMetaBuilder().withNamespace(where).withName(name).build();
    }

    /** Done at the end, when the instances are gone. */
    void afterwards(Runnable cleaning) {
        afterwards.add(cleaning);
    }

    // the end

    @Override
    public void close() {
        place.startDaemon();
        operator.startAgain();
        try {
            removeResources();
        } finally {
            refs.stream().filter(ref -> admin.find(ref).isPresent()).forEach(admin::delete);
            afterwards.forEach(Runnable::run);
            namespaces.forEach(TestNamespace::close);
        }
        operator.showsNoSecret();
    }

    /** What {@link #close} begins with; for a story whose hosts end before it. */
    void removeResources() {
        instances.forEach(TestInstance::delete);
        try {
            instances.forEach(TestInstance::awaitGone);
        } finally {
            instances.stream().filter(left -> left.find().isPresent()).forEach(TestInstance::letGo);
            hosts.forEach(TestHost::deleteWhateverHolds);
            others.forEach(other -> kube.resource(other).delete());
        }
    }
}
