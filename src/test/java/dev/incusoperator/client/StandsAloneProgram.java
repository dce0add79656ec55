package dev.incusoperator.client;

import dev.incusoperator.client.Authentication.Verification;
import dev.incusoperator.client.event.Event;
import dev.incusoperator.client.event.EventListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@link StandsAloneTest} runs in a process of its own. */
final class StandsAloneProgram {
    private StandsAloneProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("socket")) {
            socket(arguments[1]);
        } else {
            https(arguments[1], Path.of(arguments[2]));
        }
    }

    private static void socket(String path) {
        try (IncusClient client = IncusClient.builder().target(path).build()) {
            client.server().get();
        } catch (IncusException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private static void https(String url, Path pin) throws Exception {
        GeneratedIdentity identity = GeneratedIdentity.create("alone");
        Authentication authentication =
                Authentication.ofPem(identity.certificatePem(), identity.keyPem(), Verification.pinnedPemFile(pin));
        try (IncusClient client =
                IncusClient.builder().target(url).authentication(authentication).build()) {
            CountDownLatch connected = new CountDownLatch(1);
            String status = client.pollApi(client.request(ApiRequest.post("x")), Duration.ofSeconds(10))
                    .operation()
                    .orElseThrow()
                    .status();
            client.events().start(new EventListener() {
                @Override
                public void connected() {
                    connected.countDown();
                }

                @Override
                public void event(Event event) {}

                @Override
                public void disconnected(IncusException reason) {}
            });
            boolean streaming = connected.await(10, TimeUnit.SECONDS);
            System.out.println(client.server().get().product() + " " + status + (streaming ? " connected" : " silent")
                    + " new identity");
        }
    }
}
