package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateTermTest {
    private static final Instant END = Instant.parse("2026-06-30T12:00:00Z");
    private final CertificateTerm term = new CertificateTerm(END);

    @Test
    void it_ends_soon_from_thirty_days_before_until_it_has_ended() {
        assertThat(term.endsSoon(END.minus(Duration.ofDays(30)).minusSeconds(1)))
                .isFalse();
        assertThat(term.endsSoon(END.minus(Duration.ofDays(30)))).isTrue();
        assertThat(term.endsSoon(END.minusSeconds(1))).isTrue();
        assertThat(term.endsSoon(END)).isFalse();
    }

    @Test
    void it_is_looked_at_again_just_after_what_is_told_changes_and_twice_a_day_otherwise() {
        assertThat(term.nextLook(END.minus(Duration.ofDays(365)))).isEqualTo(Duration.ofHours(12));
        assertThat(term.nextLook(END.minus(Duration.ofDays(30)).minusSeconds(60)))
                .isEqualTo(Duration.ofSeconds(61));
        assertThat(term.nextLook(END.minus(Duration.ofDays(30)))).isEqualTo(Duration.ofHours(12));
        assertThat(term.nextLook(END.minusSeconds(60))).isEqualTo(Duration.ofSeconds(61));
        assertThat(term.nextLook(END.plus(Duration.ofDays(1)))).isEqualTo(Duration.ofHours(12));
    }
}
