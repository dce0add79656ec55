package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of real servers: they quote what they refuse. */
@Feature(Column.SHARING)
interface RefusedSecretStories extends Told {

    @Test
    default void what_a_secret_holds_is_not_told_where_the_server_refuses_it() {
        String name = story().name("cloud-init");
        // one word, of which a server quotes all or the beginning, and the name of an anchor that is not there
        story().ownSecret(
                        name,
                        Map.of(
                                "short",
                                "#cloud-config\ns3cr3t-9",
                                "long",
                                "#cloud-config\nplantedsecretvalue",
                                "anchor",
                                "#cloud-config\n*plantedanchor"));

        for (String key : new String[] {"short", "long", "anchor"}) {
            TestInstance web =
                    story().create(key, "cloudInit: {userDataSecretRef: {name: " + name + ", key: " + key + "}}");

            assertThat(web.awaitReady("CreateFailed").getMessage())
                    .containsPattern("cannot (unmarshal|construct)|unknown anchor")
                    .contains("[redacted]")
                    .doesNotContain("planted", "s3cr3t");
            assertThat(web.status().toString()).doesNotContain("planted", "s3cr3t");
        }
    }
}
