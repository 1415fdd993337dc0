package org.substantia.segmentation.localization;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * Where the nuclei lie in an image.
 *
 * @param headToWorld from the head's own millimeters (origin in the middle of the box around all nuclei, x to the left,
 *     y to the front, z up) to the image's RAS millimeters; a motion without scaling
 * @param turnDegrees the head's rotation against the image's axes; 0 where too little is seen to tell it
 * @param scale size of this head's constellation of nuclei by that of an average one; 1 where too little is seen
 * @param scales the same along each of the image's axes; all 1 where too little is seen
 * @param residualMm root mean square distance of the nuclei from their places in an average head put there; empty where
 *     only a shift was fitted, since a shift fits one nucleus perfectly
 * @param agreement how much of the nuclei was found where an average head put there has them, 0 to 1: each counts by
 *     the share of its usual volume that was seen, and less the farther it lies from its place
 * @param confidence mean, over all nuclei, of the largest probability found for each, 0 to 1
 * @param mirrored whether the nuclei fit an average head much better with left and right exchanged
 * @param seen names of the structures found, in the order of the label set's classes
 * @param outliers names of those among them that lie far from where the others say
 * @param headerDoubts what the header seems to say wrongly, one line each
 */
public record NucleiLocation(
        Affine headToWorld,
        double turnDegrees,
        double scale,
        AxisScales scales,
        OptionalDouble residualMm,
        double agreement,
        double confidence,
        boolean mirrored,
        List<String> seen,
        List<String> outliers,
        List<String> headerDoubts) {
    /** Up to this rotation the image's own axes serve: networks are trained with heads turned by as much. */
    public static final double TURNED_DEGREES = 12;

    public NucleiLocation {
        seen = List.copyOf(seen);
        outliers = List.copyOf(outliers);
        headerDoubts = List.copyOf(headerDoubts);
    }

    /** The same place, with what the header seems to say wrongly. */
    public NucleiLocation withHeaderDoubts(List<String> doubts) {
        return new NucleiLocation(
                headToWorld,
                turnDegrees,
                scale,
                scales,
                residualMm,
                agreement,
                confidence,
                mirrored,
                seen,
                outliers,
                doubts);
    }

    /** The middle of the box around all nuclei, RAS mm. */
    public double[] center() {
        return headToWorld.apply(0, 0, 0);
    }

    /** Where a structure lies in an average head put there, RAS mm; empty for structures other than the challenge's. */
    public Optional<double[]> place(String structure) {
        return NucleiTemplate.centroid(structure).map(p -> headToWorld.apply(scale * p[0], scale * p[1], scale * p[2]));
    }

    /** Whether the grid for the fine network is turned with the head. */
    public boolean isTurned() {
        return turnDegrees > TURNED_DEGREES;
    }

    /**
     * The grid on which a fine network works that sees both halves of the head at once: along the image's axes, or
     * along the head's where it is turned far.
     */
    public Geometry patch(Stage stage, Geometry image) {
        return isTurned()
                ? WorkingGrid.along(headToWorld, stage.spacing(), stage.patch())
                : WorkingGrid.around(image, stage.spacing(), stage.patch(), center());
    }

    /**
     * The same for a network that sees one half.
     *
     * @param pastMidline voxels of the patch that lie past the midline
     */
    public Geometry halfPatch(Side side, Stage stage, int pastMidline, Geometry image) {
        return isTurned()
                ? WorkingGrid.halfAlong(headToWorld, side, stage.spacing(), stage.patch(), pastMidline)
                : WorkingGrid.half(image, side, stage.spacing(), stage.patch(), pastMidline, center());
    }
}
