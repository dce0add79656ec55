/** The operator's rooms; see DESIGN in docs. */
@NullMarked
package dev.incusoperator;

import org.jspecify.annotations.NullMarked;
