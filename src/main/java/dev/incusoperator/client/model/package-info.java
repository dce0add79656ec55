/** What the API's answers hold, as values; fields that are not used here are left out of the way. */
@NullMarked
package dev.incusoperator.client.model;

import org.jspecify.annotations.NullMarked;
