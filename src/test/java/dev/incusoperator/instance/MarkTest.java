package dev.incusoperator.instance;

import static dev.incusoperator.instance.Given.MARK;
import static dev.incusoperator.instance.Given.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.instance.Mark.Ownership;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkTest {
    record Row(String sentence, Map<String, String> config, Ownership whose, String namespace) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("made for this resource", MARK.config(WEB), Ownership.OURS, "team-a"),
                new Row(
                        "of another resource",
                        new Mark("cluster-1", "team-a", "db").config(WEB),
                        Ownership.FOREIGN,
                        "team-a"),
                new Row(
                        "of another namespace",
                        new Mark("cluster-1", "team-b", "web").config(WEB),
                        Ownership.FOREIGN,
                        "team-b"),
                new Row(
                        "of a namespace that begins alike",
                        new Mark("cluster-1", "team-a-2", "web").config(WEB),
                        Ownership.FOREIGN,
                        "team-a-2"),
                new Row(
                        "of another cluster",
                        new Mark("cluster-2", "team-a", "web").config(WEB),
                        Ownership.ORPHANED,
                        "cluster-2/team-a"),
                new Row(
                        "of another name in another cluster",
                        new Mark("cluster-2", "team-a", "shop-web").config(WEB),
                        Ownership.FOREIGN,
                        "cluster-2/team-a"),
                new Row("of nobody", Map.of("user.other", "x"), Ownership.UNMARKED, ""),
                new Row(
                        "copied from one of ours, under another name",
                        MARK.config(new InstanceRef("default", "original")),
                        Ownership.UNMARKED,
                        ""),
                new Row(
                        "copied into another project",
                        MARK.config(new InstanceRef("other", "web")),
                        Ownership.UNMARKED,
                        ""),
                new Row("with an owner alone", Map.of(Mark.OWNER, "cluster-1/team-a/web"), Ownership.UNMARKED, ""),
                new Row("with its name alone", Map.of(Mark.SELF, "default/web"), Ownership.UNMARKED, ""));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void an_instance_says_whose_it_is(Row row) {
        Instance instance = Given.instance(103, row.config());

        assertThat(MARK.of(instance)).as(row.sentence()).isEqualTo(row.whose());
        assertThat(MARK.namespaceOf(instance)).as(row.sentence()).isEqualTo(row.namespace());
    }

    /** The mark stands on hosts: another way to write it would make every instance somebody else's. */
    @Test
    void the_mark_is_written_the_same_in_every_version() {
        assertThat(MARK.config(new InstanceRef("team", "web-1")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "user.incusoperator.owner", "cluster-1/team-a/web",
                        "user.incusoperator.instance", "team/web-1"));
    }

    @Test
    void a_mark_in_a_profile_is_none() {
        Instance bare = Given.instance(103, Map.of());
        Instance byProfile = new Instance(
                bare.project(),
                bare.name(),
                bare.status(),
                bare.statusCode(),
                bare.type(),
                bare.architecture(),
                bare.description(),
                bare.ephemeral(),
                bare.location(),
                bare.createdAt(),
                bare.lastUsedAt(),
                List.of("marked"),
                Map.of(),
                bare.devices(),
                MARK.config(WEB),
                bare.expandedDevices(),
                null);

        assertThat(MARK.of(byProfile)).isEqualTo(Ownership.UNMARKED);
    }
}
