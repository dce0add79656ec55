package dev.incusoperator.client.malformed;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.incusoperator.client.Authentication.ClientIdentity;
import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.TrustToken;
import dev.incusoperator.client.support.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The same with what chance makes of genuine answers. The seed is fixed, so that a build says the same each time; another is tried by writing it here. */
class MalformedByChanceTest {
    private static final String SEED = "6";
    private static final TestCertificate CERTIFICATE = TestCertificate.selfSigned();
    private static final String TOKEN = "{\"client_name\":\"c\",\"fingerprint\":\"" + "0a".repeat(32)
            + "\",\"addresses\":[\"127.0.0.1:8443\"],\"secret\":\"s\",\"expires_at\":\"2030-01-01T00:00:00Z\"}";

    private static Cases cases;

    @BeforeContainer
    static void open() {
        cases = new Cases();
    }

    @AfterContainer
    static void close() {
        cases.close();
    }

    @Property(tries = 6_000, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void garbled_answers(@ForAll @IntRange(max = 1_000_000) int pick, @ForAll Random chance) {
        List<TypedCall> calls = TypedCall.ALL;
        TypedCall call = calls.get(pick % calls.size());
        String product = chance.nextBoolean() ? "incus" : "lxd";
        byte[] other =
                Recorded.answer(product, calls.get(chance.nextInt(calls.size())).answer());
        cases.body(call, Mutations.garbled(Recorded.answer(product, call.answer()), other, chance));
        cases.allWell(1);
    }

    @Property(tries = 500, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void garbled_certificates_and_keys(@ForAll Random chance) {
        String certificate = garbled(CERTIFICATE.pem(), chance);
        String key = garbled(chance.nextBoolean() ? CERTIFICATE.keyPem() : CERTIFICATE.oldKeyPem(), chance);
        orIncusException(certificate, Verification::pinnedPem);
        orIncusException(certificate, Verification::authorityPem);
        orIncusException(certificate, text -> ClientIdentity.ofPem(text, CERTIFICATE.keyPem()));
        orIncusException(key, text -> ClientIdentity.ofPem(CERTIFICATE.pem(), text));
    }

    @Property(tries = 2_000, seed = SEED, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void garbled_trust_tokens(@ForAll Random chance) {
        String whole = Base64.getEncoder().encodeToString(Mutations.bytes(TOKEN));
        orIncusException(garbled(whole, chance), text -> Sound.check(TrustToken.parse(text)));
        byte[] inside = Mutations.garbled(Mutations.bytes(TOKEN), Mutations.bytes(TOKEN), chance);
        orIncusException(Base64.getEncoder().encodeToString(inside), text -> Sound.check(TrustToken.parse(text)));
    }

    @Property(tries = 1, seed = SEED)
    void every_value_in_a_trust_token_replaced() {
        Mutations.replaced(
                Mutations.bytes(TOKEN),
                json -> orIncusException(
                        Base64.getEncoder().encodeToString(json), text -> Sound.check(TrustToken.parse(text))));
    }

    private static String garbled(String text, Random chance) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new String(Mutations.garbled(bytes, bytes, chance), StandardCharsets.ISO_8859_1);
    }

    private static void orIncusException(String text, Consumer<String> reader) {
        assertThatNoException().as(text).isThrownBy(() -> {
            try {
                reader.accept(text);
            } catch (IncusException e) {
                // it says what is wrong
            }
        });
    }
}
