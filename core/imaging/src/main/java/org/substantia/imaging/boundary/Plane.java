package org.substantia.imaging.boundary;

import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.Sampler;

/** The part of a slice around a drawing, and which of its pixels other structures hold. Places in mm. */
final class Plane {
    private final Volume image;
    private final Mask others;
    private final int firstX;
    private final int firstY;
    private final double spacingX;
    private final double spacingY;

    private Plane(Volume image, Mask others, int firstX, int firstY) {
        this.image = image;
        this.others = others;
        this.firstX = firstX;
        this.firstY = firstY;
        this.spacingX = others.geometry().spacing(0);
        this.spacingY = others.geometry().spacing(1);
    }

    /** @param marginMm how much more than the contour's box is needed on each side */
    static Plane around(ClosedContour contour, Volume slice, Mask others, double marginMm) {
        Geometry grid = slice.geometry();
        int[] x = range(contour.x(), marginMm, grid.spacing(0), grid.nx());
        int[] y = range(contour.y(), marginMm, grid.spacing(1), grid.ny());
        Volume part = slice.crop(new BoundingBox(x[0], y[0], 0, x[1], y[1], 0));
        return new Plane(part, others, x[0], y[0]);
    }

    private static int[] range(double[] places, double marginMm, double spacing, int size) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double place : places) {
            least = Math.min(least, place);
            greatest = Math.max(greatest, place);
        }
        int from = clamp((int) Math.floor((least - marginMm) / spacing), size);
        return new int[] {from, Math.max(from, clamp((int) Math.ceil((greatest + marginMm) / spacing), size))};
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }

    /** The image smoothed by a Gaussian of that standard deviation, as a cubic spline; its border values go on. */
    PlaneImage smoothed(double sigmaMm) {
        Volume smooth = GaussianFilter.inVoxels(image, sigmaMm / spacingX, sigmaMm / spacingY, 0, Workers.caller());
        Sampler sampler = Sampler.of(smooth, Interpolation.CUBIC, 0, Workers.caller());
        double lastX = image.geometry().nx() - 1;
        double lastY = image.geometry().ny() - 1;
        return (x, y) -> sampler.at(
                Math.max(0, Math.min(lastX, x / spacingX - firstX)),
                Math.max(0, Math.min(lastY, y / spacingY - firstY)),
                0);
    }

    /** Whether the pixel nearest to a place belongs to another structure. */
    boolean heldByOther(double x, double y) {
        Geometry grid = others.geometry();
        int column = (int) Math.round(x / spacingX);
        int row = (int) Math.round(y / spacingY);
        return grid.contains(column, row, 0) && others.contains(column, row, 0);
    }
}
