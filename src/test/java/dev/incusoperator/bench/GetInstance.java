package dev.incusoperator.bench;

import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What JMH runs: one instance of the real Incus is asked for. */
public class GetInstance {
    static final String PROJECT = "default";

    /** Where, and which. */
    @State(Scope.Benchmark)
    public static class Place {
        @Param("SOCKET")
        public String door = "";

        @Param("")
        public String instance = "";

        InstanceRef ref() {
            return new InstanceRef(PROJECT, instance);
        }
    }

    /** One client, whatever number of threads uses it. */
    @State(Scope.Benchmark)
    public static class Ours {
        private IncusClient client;
        private InstanceRef ref;

        @Setup(Level.Trial)
        public void open(Place place) {
            client = Door.valueOf(place.door).client();
            ref = place.ref();
        }

        @TearDown(Level.Trial)
        public void close() {
            client.close();
        }
    }

    /** A connection a thread. */
    @State(Scope.Thread)
    public static class Raw {
        private RawExchange connection;

        @Setup(Level.Trial)
        public void open(Place place) throws IOException {
            Door door = Door.valueOf(place.door);
            byte[] request = SentBytes.of(door.host(), client -> read(client, place.ref()));
            connection = new RawExchange(door.connect(), request);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            connection.close();
        }
    }

    @Benchmark
    public Instance ours(Ours ours) {
        return read(ours.client, ours.ref);
    }

    @Benchmark
    public long raw(Raw raw) throws IOException {
        return raw.connection.exchange();
    }

    private static Instance read(IncusClient client, InstanceRef ref) {
        return client.instances().get(ref, false).orElseThrow().value();
    }
}
