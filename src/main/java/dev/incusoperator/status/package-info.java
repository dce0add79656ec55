/** Conditions, reasons, events: how the operator speaks to its users. */
@NullMarked
package dev.incusoperator.status;

import org.jspecify.annotations.NullMarked;
