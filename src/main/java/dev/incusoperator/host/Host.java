package dev.incusoperator.host;

import dev.incusoperator.api.v1alpha1.HostSpec;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.ClusterMember;
import dev.incusoperator.client.model.ConfigCatalogue;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One host, alive. Everything but {@link #client()}'s calls, {@link #refresh} and {@link #snapshot} answers from memory. */
public interface Host {
    HostKey key();

    /** As declared; {@code access} and {@code paused} are read from here. */
    HostSpec spec();

    Health health();

    /** What is known of an instance; {@code Unknown} until the first listing, while the host is away, and where its project does not answer. */
    Sighting look(InstanceRef instance);

    /**
     * What is known of an instance that may be somebody's own, for somebody whose namespace may not look into its project: the host is
     * asked nothing, and what is not their own counts as {@code Gone}.
     */
    Sighting lookForOwn(InstanceRef instance, Predicate<Instance> own);

    /** All instances as last seen. */
    List<Instance> instances();

    /** A member of the host's cluster as last read: at connect, and after an event about a member; empty without a cluster, or where this client may not know. */
    Optional<ClusterMember> member(String name);

    /** Who did something to an instance last, other than we, as the server names them; empty where it does not, or nobody has. */
    Optional<String> lastActor(InstanceRef instance);

    /** The profiles of a project as last read (with the listing, and after a profile's lifecycle event); empty until then. */
    Optional<List<Profile>> profiles(String project);

    /**
     * Reads one instance anew, with its state, and puts it into the inventory; the listeners hear of it where it changed.
     * One call, on the caller's thread. For after an operation, and while an address is awaited.
     */
    Sighting refresh(InstanceRef instance);

    /**
     * A snapshot of an instance, as the instance was then. It is not in the inventory: one call, on the caller's thread. For
     * one that is about to be copied.
     */
    Sighting snapshot(InstanceRef instance, String snapshot);

    /**
     * Follows an operation that changes an instance to its end; the instance's listeners hear of progress (every ten seconds at most) and end.
     * Meanwhile events about the instance do not make it be read; it is read once at the end, and only then the end is shown: who sees it
     * sees what it did, and need not {@link #refresh}. Idempotent.
     */
    void track(String operation, InstanceRef instance);

    /** The same for the operation of a command: it changes nothing that the inventory shows, and keeps no event from being followed. */
    void trackCommand(String operation, InstanceRef instance);

    /** How far an operation is that is tracked for this instance; {@code NotTracked} after {@link #forget} or a restart of this process. */
    OperationView operation(String operation, InstanceRef instance);

    /** The end of this operation is written down: it need not be remembered. One that is tracked for another instance is left alone. */
    void forget(String operation, InstanceRef instance);

    /** Nobody waits any more for this operation, which may go on for ever: forgets it, and gives its permit back. */
    void letGo(String operation, InstanceRef instance);

    /** How often its addresses are looked at from now on while it runs; the instance's listeners hear of a change. */
    void watchAddresses(InstanceRef instance, AddressWatch watch);

    /**
     * What the server does with an instance, where that was not begun for this instance here. One call, on the caller's thread, where
     * events have not told all: it is seen by {@link #look} afterwards, and the instance's listeners hear of its end.
     *
     * @throws dev.incusoperator.client.IncusException where it could not be asked for
     */
    Optional<ServerOperation> work(Instance instance);

    /**
     * A turn at talking to the host, for the steps of one reconcile of an instance. There are {@code limits.requestsPerSecond}, fewer while more are
     * sent than that, none until the host wants to be asked again ({@code Retry-After}), and 16 at a time, fewer while this host or others are slow.
     * While several namespaces wait each gets its share, and removals come first. Where there is none now nobody waits: the listeners hear of the
     * instance when it is worth asking again. What they send once they have begun is never held back. Not to be asked for by who has one.
     */
    Admission turn(Claim claim);

    /**
     * A right to start one more background operation, or one more command; empty while {@code limits.concurrentOperations}, or {@code
     * limits.concurrentCommands}, are running: the listeners hear of the instance when it is worth asking again. While several namespaces wait each
     * gets its share; of the operations a part is kept for removals. Given back when the tracked operation ends or {@link #letGo} is called, or by
     * {@code close}. While the permit is held and no operation holds it, events about the instance do not make it be read.
     */
    Optional<Permit> permit(Claim claim);

    /**
     * The server's list of config keys, empty where it has none. One call on the caller's thread when it is first asked for on a connection.
     *
     * @throws dev.incusoperator.client.IncusException where it could not be read
     */
    Optional<ConfigCatalogue> configuration();

    /** To call the server with; present only while {@link #health()} is Connected. */
    Optional<IncusClient> client();

    /** Whether the host may be talked to now. */
    sealed interface Admission {
        /** It may, until this is closed. */
        non-sealed interface Turn extends Admission, AutoCloseable {
            @Override
            void close();
        }

        /** Not now; in so long, as far as can be told. */
        record Later(Duration about) implements Admission {}
    }

    /** A right to start a background operation. */
    interface Permit extends AutoCloseable {
        /** Ties the permit to an operation: it is given back when that ends. */
        void heldBy(String operation);

        /** Gives it back, unless an operation holds it. */
        @Override
        void close();
    }

    /** How the host is. */
    sealed interface Health {
        /** Not tried yet, or the first listing is under way. */
        record Connecting() implements Health {}

        record Connected(ServerInfo server) implements Health {}

        /** {@code reason} is a reason of the host's Ready condition; {@code message} says what, where, and what to do. */
        record Failed(String reason, String message) implements Health {}
    }

    /** How often the addresses of an instance are looked at. */
    enum AddressWatch {
        NONE,
        /** With the listing that is taken every ten minutes. */
        RARELY,
        /** Every twenty seconds. */
        OFTEN
    }

    /** An operation of the server's that runs. */
    record ServerOperation(String id, String description) {}

    /** What is known of an instance. */
    sealed interface Sighting {
        /** {@code etag} is empty where the instance is known from a listing alone: {@link Host#refresh} before an edit. Its state likewise is null until a refresh. {@code work}: what the server is known to do with it that was not begun for this instance here. */
        record Seen(Instance instance, String etag, Optional<ServerOperation> work) implements Sighting {
            public Seen(Instance instance, String etag) {
                this(instance, etag, Optional.empty());
            }
        }

        /** Proven: its project answered, this very server said that there is none. */
        record Gone() implements Sighting {}

        /** It cannot be found out now, or not in this project: worth telling. */
        record Unknown(String why) implements Sighting {}

        /** It is being found out: the listeners hear of it, in a moment as a rule. */
        record Pending(String why) implements Sighting {}
    }

    /** How far an operation is. */
    sealed interface OperationView {
        record NotTracked() implements OperationView {}

        /** {@code progress} in the server's words, empty where it says none. */
        record Running(String progress) implements OperationView {}

        record Ended(dev.incusoperator.client.model.Operation operation) implements OperationView {}

        /** The server has forgotten it: its outcome is unknown. */
        record Lost() implements OperationView {}
    }
}
