/** Finds out about a running instance what no event tells: whether it is ready. */
@NullMarked
package dev.incusoperator.instance.ready;

import org.jspecify.annotations.NullMarked;
