package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incusoperator.api.v1alpha1.ExecState;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.report.Feature;
import dev.incusoperator.report.Feature.Column;
import org.junit.jupiter.api.Test;

/** Commands that print more than can be kept, or what is no text. */
@Feature(Column.COMMANDS)
interface OutputStories extends Told {
    int OUTPUT = 100 * 1024 * 1024;
    byte[] NO_TEXT = {'a', (byte) 0xff, (byte) 0xc3, '(', 0x1b, '[', '3', '1', 'm', 0x7f, (byte) 0xc2, (byte) 0x85, 'z'
    };

    @Test
    default void of_much_output_the_end_is_kept() {
        TestInstance web = story().create("web", """
                exec:
                - {name: chatty, command: [sh, -c, 'head -c BYTES /dev/zero; echo the end'], outputLimit: 64}
                """.replace("BYTES", Integer.toString(OUTPUT)));
        web.awaitReady();

        ExecStatus chatty = web.exec("chatty");
        assertThat(chatty.stdout().bytes()).isEqualTo(OUTPUT + "the end\n".length());
        assertThat(chatty.stdout().truncated()).isTrue();
        assertThat(chatty.stdout().tail()).endsWith("the end\n").hasSizeLessThanOrEqualTo(64);
        assertThat(story().operator().isAlive()).isTrue();
        assertThat(story().admin().recordedOutputs(web.ref())).isEmpty();
    }

    @Test
    default void output_that_is_no_text_can_still_be_read() {
        ExecStatus show = printsNoText().exec("show");

        assertThat(show.stdout().bytes()).isEqualTo(NO_TEXT.length);
        assertThat(show.stdout().tail())
                .startsWith("a")
                .endsWith("z")
                .contains("(", "[31m")
                .matches(text -> text.codePoints().noneMatch(c -> c >= 0x7f && c <= 0x9f), "fit for YAML");
    }

    @Test
    default void output_that_is_no_text_is_shown_by_kubectl_as_it_is_kept() {
        Kubectl kubectl = Kubectl.orSkip(story().operator().kube().kubeconfig());
        TestInstance web = printsNoText();

        assertThat(kubectl.yaml("get", "iinst", web.name(), "-n", web.namespace())
                        .at("/status/exec/0/stdout/tail")
                        .textValue())
                .isEqualTo(web.exec("show").stdout().tail());
    }

    private TestInstance printsNoText() {
        TestInstance web = story().create("web", "");
        web.awaitReady();
        story().admin().write(web.ref(), "/output", NO_TEXT);
        web.edit("exec: [{name: show, command: [cat, /output]}]");
        web.awaitExec("show", ExecState.SUCCEEDED);
        web.awaitReady();
        return web;
    }
}
