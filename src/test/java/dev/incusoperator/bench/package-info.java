/**
 * What {@code dev/bench} measures: how fast the operator is beside the daemon and the API server that it works between, what it
 * costs them, and how both grow. Each {@link dev.incusoperator.bench.Benchmark} measures its reference in the same run. The
 * figures are kept in {@code docs/performance/results.json}, and {@code docs/performance.md} is written from them.
 */
@NullMarked
package dev.incusoperator.bench;

import org.jspecify.annotations.NullMarked;
