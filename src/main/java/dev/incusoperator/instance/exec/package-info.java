/** Runs the commands that a resource lists, once each, and keeps their output. */
@NullMarked
package dev.incusoperator.instance.exec;

import org.jspecify.annotations.NullMarked;
