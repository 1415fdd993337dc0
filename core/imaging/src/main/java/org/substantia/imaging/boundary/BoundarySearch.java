package org.substantia.imaging.boundary;

import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * Moves a drawn border onto the edge that one slice shows: among all closed paths in a narrow band around the drawing
 * it finds the one of least cost, by dynamic programming, and so exactly.
 *
 * <p>The first pass looks for the steepest step of the right sign within 1.33 mm of the drawing. The second starts from
 * its result, looks within 0.67 mm, and weighs the brightness of the two sides as well. Both stay out of what other
 * structures hold. Where the image shows no border, or the border would enclose much more or less than was drawn, the
 * result says so; it is meant to be shown to a person, who accepts or refuses it.
 *
 * <p>Of the kind of A. A. Amini et al., "Using dynamic programming for solving variational problems in vision", IEEE
 * PAMI 12 (1990), along normals of the drawing instead of in a fixed window.
 *
 * <p>Adding a constant to the image, or multiplying it by a positive factor, changes nothing but rounding; a slice
 * turned or stored in another direction gives the result turned likewise. Immutable; safe to share between threads as
 * long as nobody writes to the slice.
 *
 * <pre>{@code
 * BoundaryResult result = new BoundarySearch(slice, others, Contrast.BRIGHT).fromRegion(drawn);
 * if (result.outcome() == BoundaryOutcome.FOUND) {
 *     show(result.region());
 * }
 * }</pre>
 */
public final class BoundarySearch {
    /** The in-plane voxel of the Ruijin protocol, in which the lengths below are given. */
    static final double UNIT_MM = 2.0 / 3;

    private static final double EDGE_SMOOTHING_MM = 0.8 * UNIT_MM;
    private static final double REGION_SMOOTHING_MM = 0.5 * UNIT_MM;
    private static final double FIRST_REACH = 2;
    private static final double SECOND_REACH = 1;
    private static final double JUMP_COST = 0.5;
    /** Both reaches, the farthest samples, and the tails of the smoothing and of the spline. */
    private static final double MARGIN_MM = 14 * UNIT_MM;

    private static final int MIN_PIXELS = 4;
    private static final int RASTER_PARTS = 5;
    private static final double MIN_AREA_RATIO = 0.35;
    private static final double MAX_AREA_RATIO = 4;
    private static final double SMALL_AREA_MM2 = 8 * UNIT_MM * UNIT_MM;
    private static final double MIN_SMALL_AREA_RATIO = 0.5;
    private static final double MAX_SMALL_AREA_RATIO = 1.8;
    private static final double CLARITY_DISTANCE = 1.25;
    private static final double MIN_DRAWN_CLARITY = 0.3;
    private static final double MIN_CLARITY = 0.8;

    private final Volume slice;
    private final Mask others;
    private final Contrast contrast;

    /**
     * @param slice one plane; every value finite
     * @param others what other structures hold of the plane
     * @param contrast how the structure stands out from what is around it
     * @throws IllegalArgumentException if the slice has more than one plane or the sizes differ
     */
    public BoundarySearch(Volume slice, Mask others, Contrast contrast) {
        Geometry grid = slice.geometry();
        if (grid.nz() != 1) {
            throw new IllegalArgumentException("a slice is one plane, not " + grid.describe());
        }
        requireSameSize(grid, others);
        this.slice = slice;
        this.others = others;
        this.contrast = contrast;
    }

    private static void requireSameSize(Geometry grid, Mask mask) {
        if (!grid.sameSize(mask.geometry())) {
            throw new IllegalArgumentException(
                    "the mask has " + mask.geometry().describe() + ", the slice " + grid.describe());
        }
    }

    /**
     * Searches around painted pixels.
     *
     * @throws IllegalArgumentException if the mask's size is not the slice's
     */
    public BoundaryResult fromRegion(Mask drawn) {
        requireSameSize(slice.geometry(), drawn);
        int count = drawn.count();
        Optional<ClosedContour> contour = count < MIN_PIXELS ? Optional.empty() : RegionContour.of(drawn);
        return contour.map(start -> search(start, drawn, count)).orElseGet(() -> tooSmall(drawn));
    }

    /** Searches around a traced contour. */
    public BoundaryResult fromContour(ClosedContour traced) {
        Mask drawn = raster(traced);
        int count = drawn.count();
        return count < MIN_PIXELS ? tooSmall(drawn) : search(traced, drawn, count);
    }

    private static BoundaryResult tooSmall(Mask drawn) {
        return new BoundaryResult(BoundaryOutcome.TOO_SMALL, Optional.empty(), drawn, 0, 0);
    }

    private BoundaryResult search(ClosedContour start, Mask drawn, int drawnPixels) {
        Plane plane = Plane.around(start, slice, others, MARGIN_MM);
        PlaneImage image = plane.smoothed(EDGE_SMOOTHING_MM);
        Band first = new Band(start, image, contrast.sign(), FIRST_REACH);
        double drawnClarity = first.clarity(image, CLARITY_DISTANCE, contrast.sign());
        double[][] costs = new BandCosts(first, plane, contrast).gradient(image);
        Optional<ClosedContour> rough = untangled(first.moved(ClosedPath.find(costs, JUMP_COST)));
        if (rough.isEmpty()) {
            return new BoundaryResult(BoundaryOutcome.AREA_CHANGED, Optional.empty(), drawn, drawnClarity, 0);
        }
        Band second = new Band(rough.get(), image, contrast.sign(), SECOND_REACH);
        costs = new BandCosts(second, plane, contrast).mixed(image, plane.smoothed(REGION_SMOOTHING_MM));
        Optional<ClosedContour> found = untangled(second.moved(ClosedPath.find(costs, JUMP_COST)));
        if (found.isEmpty()) {
            return new BoundaryResult(BoundaryOutcome.AREA_CHANGED, Optional.empty(), drawn, drawnClarity, 0);
        }
        Mask region = raster(found.get());
        double clarity =
                new Band(found.get(), image, contrast.sign(), 0).clarity(image, CLARITY_DISTANCE, contrast.sign());
        return new BoundaryResult(
                outcome(drawnPixels, region.count(), drawnClarity, clarity), found, region, drawnClarity, clarity);
    }

    private Optional<ClosedContour> untangled(ClosedContour contour) {
        return Untangling.of(
                contour, slice.geometry().spacing(0), slice.geometry().spacing(1));
    }

    private BoundaryOutcome outcome(int drawnPixels, int foundPixels, double drawnClarity, double clarity) {
        double pixel = slice.geometry().spacing(0) * slice.geometry().spacing(1);
        // The last slices of a structure show little of it, and there a border grows without reason.
        boolean small = drawnPixels * pixel < SMALL_AREA_MM2;
        double ratio = (double) foundPixels / drawnPixels;
        if (foundPixels < MIN_PIXELS
                || ratio < (small ? MIN_SMALL_AREA_RATIO : MIN_AREA_RATIO)
                || ratio > (small ? MAX_SMALL_AREA_RATIO : MAX_AREA_RATIO)) {
            return BoundaryOutcome.AREA_CHANGED;
        }
        return drawnClarity < MIN_DRAWN_CLARITY || clarity < MIN_CLARITY
                ? BoundaryOutcome.NO_CLEAR_BORDER
                : BoundaryOutcome.FOUND;
    }

    /** The pixels at least half of which lie inside, without those of other structures. */
    private Mask raster(ClosedContour contour) {
        Geometry grid = slice.geometry();
        int[] inside =
                PolygonFill.count(contour, grid.nx(), grid.ny(), 0, 0, grid.spacing(0), grid.spacing(1), RASTER_PARTS);
        byte[] voxels = new byte[inside.length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (2 * inside[i] >= RASTER_PARTS * RASTER_PARTS && !others.contains(i) ? 1 : 0);
        }
        return new Mask(grid, voxels);
    }
}
