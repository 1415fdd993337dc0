package org.substantia.imaging.boundary;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.imaging.filter.GaussianFilter;

/** Makes a simple polygon of one that crosses itself. */
final class Untangling {
    private static final int FINENESS = 4;
    private static final double SMOOTHING = 1.5;
    private static final int MARGIN = 8;

    private Untangling() {}

    /** Its largest part, filled and traced anew on a four times finer grid; empty when it encloses next to nothing. */
    static Optional<ClosedContour> of(ClosedContour contour, double spacingX, double spacingY) {
        if (!contour.crossesItself()) {
            return Optional.of(contour);
        }
        double fineX = spacingX / FINENESS;
        double fineY = spacingY / FINENESS;
        int firstX = (int) Math.floor(min(contour.x()) / fineX) - MARGIN;
        int firstY = (int) Math.floor(min(contour.y()) / fineY) - MARGIN;
        int columns = (int) Math.ceil(max(contour.x()) / fineX) + MARGIN - firstX + 1;
        int rows = (int) Math.ceil(max(contour.y()) / fineY) + MARGIN - firstY + 1;
        int[] inside = PolygonFill.count(contour, columns, rows, firstX * fineX, firstY * fineY, fineX, fineY, 1);
        byte[] filled = new byte[inside.length];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = (byte) inside[i];
        }
        Mask mask = new Mask(Geometry.axisAligned(columns, rows, 1, fineX, fineY, 1), filled);
        ConnectedComponents parts = ConnectedComponents.of(mask, Connectivity.FACES);
        OptionalInt largest = parts.largest();
        if (largest.isEmpty()) {
            return Optional.empty();
        }
        Volume smooth = withoutHoles(parts.mask(largest.getAsInt()));
        GaussianFilter.smoothInPlace(smooth, SMOOTHING, SMOOTHING, 0, Workers.caller());
        return MarchingSquares.loops(smooth.data(), columns, rows, 0.5).stream()
                .filter(loop -> loop.length >= 6)
                .map(loop -> moved(ClosedContour.of(loop, fineX, fineY), firstX * fineX, firstY * fineY))
                .max(Comparator.comparingDouble(ClosedContour::length));
    }

    private static Volume withoutHoles(Mask mask) {
        // The margin makes what lies around the part one component, the first.
        Mask around =
                ConnectedComponents.of(mask.complement(), Connectivity.FACES).mask(1);
        Volume out = Volume.zeros(mask.geometry());
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = around.contains(i) ? 0 : 1;
        }
        return out;
    }

    private static ClosedContour moved(ClosedContour contour, double x, double y) {
        double[] toX = contour.x().clone();
        double[] toY = contour.y().clone();
        for (int i = 0; i < toX.length; i++) {
            toX[i] += x;
            toY[i] += y;
        }
        return new ClosedContour(toX, toY);
    }

    private static double min(double[] values) {
        double least = values[0];
        for (double value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    private static double max(double[] values) {
        double greatest = values[0];
        for (double value : values) {
            greatest = Math.max(greatest, value);
        }
        return greatest;
    }
}
