package dev.incusoperator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** One scenario as it is played: what is typed, and what is expected of it. */
final class Scene {
    private final Stage stage;
    private final Scenario scenario;
    private final KubeCommands kube;
    private final HostCommands host;
    private final Expectations expectations;

    Scene(Stage stage, Scenario scenario, Expectations expectations) {
        this.stage = stage;
        this.scenario = scenario;
        this.kube = new KubeCommands(stage);
        this.host = new HostCommands(stage);
        this.expectations = expectations;
    }

    boolean onIncus() {
        return stage.daemon().product() == Product.INCUS;
    }

    // what is typed

    void apply() {
        kube.apply(scenario.word());
    }

    void applyAndAwaitReady() {
        apply();
        expectReady("it is Ready");
    }

    void patchSpec(String spec) {
        kube.patchSpec(name(), spec);
    }

    void annotate(String annotation, String value) {
        kube.annotate(name(), annotation, value);
    }

    void restart() {
        kube.annotateWithTime(name(), "restartedAt");
    }

    void removeAnnotation(String annotation) {
        kube.removeAnnotation(name(), annotation);
    }

    void deleteResource() {
        kube.delete(name());
    }

    void launch(String key, String value) {
        host.launch(name(), key, value);
    }

    void stopOnHost() {
        host.stop(name());
    }

    void setOnHost(String key, String value) {
        host.setConfig(name(), key, value);
    }

    boolean runs(String script) {
        return host.exec(name(), script);
    }

    void say(String text) {
        stage.progress().plain(text);
    }

    // what is seen

    private String name() {
        return scenario.instance();
    }

    Instance instance() {
        return host.get(name());
    }

    JsonNode resource() {
        return Seen.of(kube.find(name()).get()).object();
    }

    // what is expected

    /** That the resource becomes Ready for its spec as it is now. */
    void expectReady(String expectation) {
        expectResource(expectation, Seen::isReady);
    }

    /** That the resource becomes so. */
    void expectResource(String expectation, Predicate<Seen> isSo) {
        boolean met = becomes(() -> isSo.test(Seen.of(kube.find(name()).get())));
        expectations.check(expectation, met, met ? "" : resource().path("status"));
    }

    /** That the resource has a condition of that type which is True. */
    void expectCondition(String expectation, String type) {
        expectResource(expectation, seen -> seen.isTrue(type));
    }

    /** That the instance on the host becomes so. */
    void expectOnHost(String expectation, Predicate<Instance> isSo) {
        boolean met = becomes(() -> host.find(name()).filter(isSo).isPresent());
        expectations.check(
                expectation,
                met,
                met ? "" : host.find(name()).map(Instance::toString).orElse("there is none"));
    }

    /** That it is so now. */
    void expectNow(String expectation, boolean met, Object seen) {
        expectations.check(expectation, met, seen);
    }

    void expectGone() {
        expectations.check("the resource is gone", !kube.exists(name()), "it is still there");
    }

    private boolean becomes(BooleanSupplier isSo) {
        Instant end = Instant.now().plus(Stage.READY_LIMIT);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            stage.waitALittle();
        }
        return true;
    }

    /** What it made goes. */
    void takeDown() {
        if (stage.operator().isAlive() && kube.exists(name())) {
            Optional.of(resource().at("/spec/deletion").asText())
                    .filter("Orphan"::equals)
                    .ifPresent(orphan -> patchSpec("{\"deletion\":\"Delete\"}"));
            deleteResource();
        }
        host.remove(name());
    }
}
