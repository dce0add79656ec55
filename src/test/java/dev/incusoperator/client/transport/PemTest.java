package dev.incusoperator.client.transport;

import static dev.incusoperator.client.support.TestCertificate.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incusoperator.client.Authentication;
import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException.InvalidCredentials;
import dev.incusoperator.client.support.TestCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final TestCertificate EC = new TestCertificate.Maker().make();
    private static final TestCertificate RSA =
            new TestCertificate.Maker().algorithm("RSA").make();
    private static final TestCertificate OTHER = new TestCertificate.Maker().make();

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void a_key_in_pkcs8_is_read(String algorithm) throws Exception {
        TestCertificate made = new TestCertificate.Maker().algorithm(algorithm).make();

        ClientIdentity identity = ClientIdentity.ofPem(made.pem(), made.keyPem());

        assertThat(identity.key()).isEqualTo(made.key());
        assertThat(identity.chain()).containsExactly(made.certificate());
    }

    @Test
    void an_ec_key_in_its_old_form_is_read_also_after_its_parameters() {
        String old = EC.oldKeyPem();
        assertThat(old).startsWith("-----BEGIN EC PRIVATE KEY-----");
        String parameters = "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n";

        assertThat(ClientIdentity.ofPem(EC.pem(), old).key().getEncoded())
                .isEqualTo(
                        ClientIdentity.ofPem(EC.pem(), parameters + old).key().getEncoded());
    }

    @Test
    void an_rsa_key_in_its_old_form_is_read() {
        String old = RSA.oldKeyPem();
        assertThat(old).startsWith("-----BEGIN RSA PRIVATE KEY-----");

        assertThat(ClientIdentity.ofPem(RSA.pem(), old).key()).isEqualTo(RSA.key());
    }

    @Test
    void a_chain_is_kept_whole_and_text_around_it_is_passed_over() {
        TestCertificate authority = new TestCertificate.Maker().authority().make();
        TestCertificate signed = new TestCertificate.Maker().signedBy(authority).make();

        ClientIdentity identity = ClientIdentity.ofPem("a comment\r\n" + signed.pem() + "\n\n", signed.keyPem());

        assertThat(identity.chain()).isEqualTo(signed.chain());
    }

    static Stream<Arguments> wrong() throws Exception {
        String key = EC.keyPem();
        String cut = key.substring(0, key.length() / 2);
        return Stream.of(
                Arguments.of("an empty certificate", "", key, "client certificate", "no PEM certificate"),
                Arguments.of("text for a certificate", "hello", key, "client certificate", "no PEM certificate"),
                Arguments.of("a key for a certificate", key, key, "client certificate", "no PEM certificate"),
                Arguments.of(
                        "a damaged certificate",
                        EC.pem().replaceFirst("\n.{10}", "\n!!"),
                        key,
                        "client certificate",
                        "damaged"),
                Arguments.of("no key", EC.pem(), "", "client key", "no PEM private key"),
                Arguments.of("a certificate for a key", EC.pem(), EC.pem(), "client key", "no PEM private key"),
                Arguments.of("a key cut off", EC.pem(), cut, "client key", "damaged"),
                Arguments.of("the key of another", EC.pem(), OTHER.keyPem(), "client key", "does not belong"),
                Arguments.of("a key of another kind", EC.pem(), RSA.keyPem(), "client key", "does not belong"),
                Arguments.of("an encrypted key", EC.pem(), encryptedPkcs8(), "client key", "encrypted"),
                Arguments.of("an encrypted old key", RSA.pem(), encryptedOld(), "client key", "encrypted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void what_is_wrong_is_said_and_nothing_of_it_shown(
            String name, String certificate, String key, String part, String says) {
        assertThatThrownBy(() -> ClientIdentity.ofPem(certificate, key))
                .isInstanceOfSatisfying(InvalidCredentials.class, e -> {
                    assertThat(e.part()).isEqualTo(part);
                    assertThat(e.retryable()).isFalse();
                    assertThat(e.getCause()).isNull();
                })
                .hasMessageStartingWith(part + ": ")
                .hasMessageContaining(says)
                .satisfies(e -> key.lines()
                        .filter(line -> line.length() > 20 && !line.startsWith("-----"))
                        .forEach(line -> assertThat(e.getMessage()).doesNotContain(line)));
    }

    @Test
    void a_file_that_is_not_there_is_named(@TempDir Path directory) throws IOException {
        Path certificate = Files.writeString(directory.resolve("client.crt"), EC.pem());
        Path key = directory.resolve("client.key");

        assertThatThrownBy(() -> Authentication.ofPemFiles(certificate, key, new Verification.SystemAuthorities()))
                .isInstanceOf(InvalidCredentials.class)
                .hasMessageContaining("client key")
                .hasMessageContaining(key.toString());

        Files.writeString(key, EC.keyPem());
        assertThat(Authentication.ofPemFiles(certificate, key, new Verification.SystemAuthorities())
                        .identity())
                .isNotNull();
    }

    @Test
    void a_pin_and_an_authority_are_pem_certificates() {
        assertThat(Verification.pinnedPem(EC.pem())).isEqualTo(new Verification.PinnedCertificate(EC.certificate()));
        assertThatThrownBy(() -> Verification.pinnedPem("x")).hasMessageStartingWith("server certificate: ");
        assertThatThrownBy(() -> Verification.authorityPem("x")).hasMessageStartingWith("certificate authority: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "sha256:00", "zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"})
    void a_fingerprint_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> new Verification.PinnedFingerprint(text))
                .isInstanceOf(InvalidCredentials.class)
                .hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void nothing_that_holds_a_key_prints_it() {
        ClientIdentity identity = ClientIdentity.ofPem(EC.pem(), EC.keyPem());

        assertThat(new Authentication(identity, new Verification.Unverified()).toString())
                .contains("ClientIdentity")
                .doesNotContain("EC")
                .doesNotContain("CN=");
    }

    private static String encryptedPkcs8() throws Exception {
        return pem(new JcaPKCS8Generator(
                EC.key(),
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("secret".toCharArray())
                        .build()));
    }

    private static String encryptedOld() throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    RSA.key(),
                    new JcePEMEncryptorBuilder("AES-128-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("secret".toCharArray()));
        }
        return text.toString();
    }
}
