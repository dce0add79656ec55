/** How bytes get to the server and back: unix socket, HTTPS with mutual TLS. */
@NullMarked
package dev.incusoperator.client.transport;

import org.jspecify.annotations.NullMarked;
