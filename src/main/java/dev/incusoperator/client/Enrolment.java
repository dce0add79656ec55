package dev.incusoperator.client;

import dev.incusoperator.client.Authentication.Verification.PinnedFingerprint;
import dev.incusoperator.client.IncusException.ApiError;
import dev.incusoperator.client.IncusException.InvalidCredentials;
import dev.incusoperator.client.IncusException.NotTrusted;
import dev.incusoperator.client.IncusException.TlsRefused;
import dev.incusoperator.client.IncusException.TokenRefused;
import dev.incusoperator.client.model.ServerInfo;
import java.util.Map;

/** Redeems a trust token. The token goes to nobody but the server whose certificate it names. */
final class Enrolment {
    /** Connected with the client's own certificate, the token's fingerprint pinned. */
    private final IncusClient client;

    Enrolment(IncusClient client) {
        this.client = client;
    }

    /** Who sends a token shows its own certificate, and talks to none but the server that the token names. */
    static Authentication authentication(Authentication own, TrustToken token) {
        if (own.identity() == null) {
            throw new InvalidCredentials(
                    "client certificate", "client certificate: a trust token is redeemed by a client that has one");
        }
        return new Authentication(own.identity(), new PinnedFingerprint(token.fingerprint()));
    }

    void redeem(TrustToken token) {
        ServerInfo server = server(token);
        if (server.trusted()) {
            return;
        }
        String field = server.product() == ServerInfo.Product.INCUS ? "trust_token" : "password";
        try {
            client.request(ApiRequest.post("certificates").json(Map.of("type", "client", field, token.text())));
        } catch (NotTrusted e) {
            throw refused(
                    TokenRefused.Reason.USED_OR_UNKNOWN,
                    "it is used already, was withdrawn, or is not of this server; make a new one there");
        } catch (ApiError e) {
            if (e.serverText().contains("expired")) {
                throw refused(TokenRefused.Reason.EXPIRED, "it has expired; make a new one there");
            }
            if (!e.serverText().contains("already trusted")) {
                throw e;
            }
        }
    }

    private ServerInfo server(TrustToken token) {
        try {
            return client.server().get();
        } catch (TlsRefused e) {
            if (e.refused() != TlsRefused.Cause.PIN) {
                throw e;
            }
            throw refused(
                    TokenRefused.Reason.OTHER_SERVER,
                    "it is for the server with the certificate " + token.fingerprint() + ", and this is another");
        }
    }

    private TokenRefused refused(TokenRefused.Reason reason, String what) {
        return new TokenRefused(reason, "the trust token at " + client.target() + ": " + what);
    }
}
