package dev.incusoperator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.Test;

class CertificateLoginTest {
    private final CertificateLogin login = new CertificateLogin();

    @Test
    void who_logs_in_by_a_certificate_looks_for_no_token() {
        Config config = empty().withClientCertData("certificate").build();

        login.customize(config);

        assertThat(config.getOauthTokenProvider().getToken()).isNull();
    }

    @Test
    void a_token_that_is_there_is_kept_and_renewed() {
        Config given = empty().withClientCertData("certificate")
                .withAutoOAuthToken("of the account")
                .build();
        Config nothing = empty().build();

        login.customize(given);
        login.customize(nothing);

        assertThat(given.getOauthTokenProvider()).isNull();
        assertThat(nothing.getOauthTokenProvider()).isNull();
    }

    private static ConfigBuilder empty() {
        return new ConfigBuilder(Config.empty());
    }
}
