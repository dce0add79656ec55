/**
 * A simulated Incus or LXD server for tests: one process, stateful, speaking the REST API and the event websocket over
 * loopback TCP and a unix socket. Its answers were recorded from real daemons (Incus 6.0.4, LXD 5.0.2) and the same
 * contract test runs against it and against them, so it may be believed; where the two products differ, {@link
 * dev.incusoperator.simulated.Dialect} is the place that knows.
 *
 * <p>{@link dev.incusoperator.simulated.SimulatedHost} is the entrance. All state of one host is guarded by one lock (see
 * {@link dev.incusoperator.simulated.Daemon}); no host has a thread of its own.
 */
@NullMarked
package dev.incusoperator.simulated;

import org.jspecify.annotations.NullMarked;
