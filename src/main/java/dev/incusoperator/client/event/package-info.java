/** The server's event stream. */
@NullMarked
package dev.incusoperator.client.event;

import org.jspecify.annotations.NullMarked;
