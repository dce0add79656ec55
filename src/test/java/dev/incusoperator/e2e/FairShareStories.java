package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A host that several namespaces use at the same time: each gets its share. */
@Feature(Column.SHARING)
interface FairShareStories extends Told {
    @Test
    default void many_long_commands_of_one_namespace_keep_no_other_namespace_waiting() {
        String other = story().namespaceOfItsOwn().name();
        TestHost host = story().host(
                        "shared",
                        story().place().connection(story())
                                + "\nlimits: {requestsPerSecond: 1000, concurrentCommands: 4,"
                                + " concurrentOperations: 4}\naccess: [{name: all, namespaces: {names: ["
                                + story().namespace() + ", " + other + "]}, allow: {everything: true}}]");
        String commands = IntStream.range(0, 6)
                .mapToObj(i -> "{name: long-" + i + ", timeout: 1h, command: [sleep, '3000']}")
                .collect(Collectors.joining(", ", "exec: [", "]"));
        List<TestInstance> busy = IntStream.range(0, 6)
                .mapToObj(i -> story().createOn(host, story().namespace(), "busy-" + i, commands))
                .toList();
        Eventually.isSo("as many commands run as the host may run", () -> running(busy) == 4);

        TestInstance web = story().createOn(host, other, "web", "exec: [{name: greet, command: [echo, hello]}]");
        web.awaitReady();
        assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");
        assertThat(running(busy)).as("those that ran still run, and no more").isEqualTo(4);

        web.edit("powerState: Stopped");
        Eventually.isSo(
                "it is stopped", () -> story().admin().get(web.ref()).status().equals("Stopped"));
        web.delete();
        web.awaitGone();
        busy.get(0).delete();
        busy.get(0).awaitGone();
        assertThat(story().admin().find(web.ref())).isEmpty();
    }

    private static long running(List<TestInstance> instances) {
        return instances.stream()
                .filter(each -> each.find()
                        .map(IncusInstance::getStatus)
                        .filter(status -> status.execOrEmpty().stream()
                                .anyMatch(exec -> exec.state() == ExecState.RUNNING && exec.operation() != null))
                        .isPresent())
                .count();
    }
}
