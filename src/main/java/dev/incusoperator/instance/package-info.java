/**
 * Makes one instance be what its resource says. Data flows one way: resource and observed instance → Planner (pure) →
 * one Step → StepRunner (calls the host) → status.
 */
@NullMarked
package dev.incusoperator.instance;

import org.jspecify.annotations.NullMarked;
