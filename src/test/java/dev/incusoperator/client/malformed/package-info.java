/** What the client makes of answers and events that are not what the API promises: a value, or an {@code IncusException}. */
package dev.incusoperator.client.malformed;
