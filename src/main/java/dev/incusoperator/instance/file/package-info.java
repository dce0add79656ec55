/** Writes the files that a resource lists into its instance, and knows when one is to be written anew. */
@NullMarked
package dev.incusoperator.instance.file;

import org.jspecify.annotations.NullMarked;
