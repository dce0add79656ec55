package dev.incusoperator.bench;

import java.util.List;

/**
 * How something grows: a picture of the page.
 *
 * @param file without its ending
 */
record Curve(String file, String title, String across, String up, List<Line> lines) {
    /** One of its lines; as many of the one as of the other. */
    record Line(String name, List<Double> xs, List<Double> ys) {}
}
