package dev.incusoperator.e2e;

import dev.incusoperator.report.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;

/** Tests that hurt an operator that works on wires, and count what came of it. */
@Tag(Servers.KUBE)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
abstract class OnWires {
    private final Findings findings;
    private WiredStage stage;

    /** @param title of the sums */
    OnWires(String title) {
        findings = new Findings(title);
    }

    @BeforeAll
    final void set_the_stage() {
        stage = makeStage();
    }

    /** Ends the test by an assumption where there can be none. */
    WiredStage makeStage() {
        return WiredStage.bySocketOrSkip();
    }

    @BeforeEach
    final void tell_where(TestReporter reporter) {
        Servers.ranOn(reporter, stage.hostName());
        Servers.ranOn(reporter, stage.kubeName());
    }

    @AfterAll
    final void leave() {
        if (stage != null) {
            findings.tell();
            stage.close();
        }
    }

    final WiredStage stage() {
        return stage;
    }

    final Findings findings() {
        return findings;
    }
}
