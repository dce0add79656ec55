/**
 * Talks to one Incus or LXD server. Knows nothing of Kubernetes, CDI or Quarkus: usable as a library.
 *
 * <p>Four verbs carry everything: {@code request}, {@code pollApi}, {@code authenticate} and {@code validate}; the typed
 * calls (server, instances, operations) are built from the first two alone.
 */
@NullMarked
package dev.incusoperator.client;

import org.jspecify.annotations.NullMarked;
