/**
 * The hosts that this operator is configured with, alive: connection, credentials, health, inventory, and the
 * operations that run there.
 */
@NullMarked
package dev.incusoperator.host;

import org.jspecify.annotations.NullMarked;
