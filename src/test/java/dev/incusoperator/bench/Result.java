package dev.incusoperator.bench;

import java.util.List;

/**
 * What a benchmark found when it was last run.
 *
 * @param measured the day
 * @param place the machine and the versions
 */
record Result(String benchmark, String measured, Place place, List<Row> rows, List<Curve> curves) {}
