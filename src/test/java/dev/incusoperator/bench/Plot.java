package dev.incusoperator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws a curve. */
final class Plot {
    private Plot() {}

    /** As {@code FILE.png} into that directory. */
    static void draw(Curve curve, Path directory) {
        XYChart chart = new XYChartBuilder()
                .width(720)
                .height(420)
                .title(curve.title())
                .xAxisTitle(curve.across())
                .yAxisTitle(curve.up())
                .build();
        chart.getStyler().setXAxisLogarithmic(isByMagnitude(curve)).setYAxisMin(0.0);
        curve.lines().forEach(line -> chart.addSeries(line.name(), line.xs(), line.ys()));
        try {
            Files.createDirectories(directory);
            BitmapEncoder.saveBitmap(chart, directory.resolve(curve.file()).toString(), BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot draw " + curve.file(), e);
        }
    }

    /** Whether what it runs across has several magnitudes. */
    private static boolean isByMagnitude(Curve curve) {
        DoubleSummaryStatistics across = curve.lines().stream()
                .flatMap(line -> line.xs().stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        return across.getMin() > 0 && across.getMax() >= 100 * across.getMin();
    }
}
