/** What a namespace may ask of a host: pure decisions over an allowlist. */
@NullMarked
package dev.incusoperator.policy;

import org.jspecify.annotations.NullMarked;
