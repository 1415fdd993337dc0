package org.substantia.imaging.boundary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;

/** The smooth outline of painted pixels. */
final class RegionContour {
    private static final double SMOOTHING = 0.7;
    private static final double MIN_LEVEL = 0.2;
    private static final double MAX_LEVEL = 0.6;
    private static final int MARGIN = 4;

    private RegionContour() {}

    /**
     * The longest closed curve around the smoothed region, at the level that keeps its area; smoothing at the half
     * level would thin what is narrow. Empty when nothing is painted.
     */
    static Optional<ClosedContour> of(Mask region) {
        Optional<BoundingBox> found = region.boundingBox();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        BoundingBox box = found.get();
        Geometry grid = region.geometry();
        // The margin may reach beyond the slice: a region at its edge is closed like any other.
        int columns = box.sizeX() + 2 * MARGIN;
        int rows = box.sizeY() + 2 * MARGIN;
        Geometry part = Geometry.axisAligned(columns, rows, 1, grid.spacing(0), grid.spacing(1), 1);
        Volume smooth = Volume.zeros(part);
        int count = 0;
        for (int y = box.minY(); y <= box.maxY(); y++) {
            for (int x = box.minX(); x <= box.maxX(); x++) {
                if (region.contains(x, y, 0)) {
                    smooth.data()[part.index(x - box.minX() + MARGIN, y - box.minY() + MARGIN, 0)] = 1;
                    count++;
                }
            }
        }
        double sigma = SMOOTHING * BoundarySearch.UNIT_MM;
        GaussianFilter.smoothInPlace(smooth, sigma / grid.spacing(0), sigma / grid.spacing(1), 0, Workers.caller());
        float[] sorted = smooth.data().clone();
        Arrays.sort(sorted);
        double level = ((double) sorted[sorted.length - count] + sorted[sorted.length - count - 1]) / 2;
        double kept = Math.max(MIN_LEVEL, Math.min(MAX_LEVEL, level));
        return MarchingSquares.loops(smooth.data(), columns, rows, kept).stream()
                .filter(loop -> loop.length >= 6)
                .map(loop -> shifted(loop, box.minX() - MARGIN, box.minY() - MARGIN))
                .map(loop -> ClosedContour.of(loop, grid.spacing(0), grid.spacing(1)))
                .max(Comparator.comparingDouble(ClosedContour::length));
    }

    private static double[] shifted(double[] loop, int x, int y) {
        double[] out = loop.clone();
        for (int i = 0; i < out.length; i += 2) {
            out[i] += x;
            out[i + 1] += y;
        }
        return out;
    }
}
