package org.substantia.cohort.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.nifti.OrientationMethod;

/** What the header of an image must say so that nuclei can be looked for in it. */
public final class GridRequirements {
    /** Fewer slices show no volume. */
    private static final int MIN_SLICES = 4;
    /** Thicker slices hide the nuclei of the midbrain wholly. */
    private static final double MAX_VOXEL_MM = 8;
    /** A part of a head narrower than this holds no nucleus with its surroundings. */
    private static final double MIN_WIDTH_MM = 60;

    private static final double MAX_WIDTH_MM = 700;
    /** 1.2 GB of values. */
    private static final int MAX_VOXELS = 300_000_000;

    /** Rounding of a quaternion to float32 moves the corners of a head by far less. */
    private static final double MAX_FORM_DIFFERENCE_MM = 1;

    private GridRequirements() {}

    /** Why the voxels on such a grid are not even read; empty if they are. */
    public static Optional<String> tooLarge(NiftiHeader header) {
        return header.geometry().voxelCount() > MAX_VOXELS
                ? Optional.of("has " + header.geometry().describe() + "; at most " + MAX_VOXELS + " voxels are read")
                : Optional.empty();
    }

    /** Why no image on such a grid is analyzed; empty if one is. */
    public static Optional<String> fault(NiftiHeader header) {
        Optional<String> tooLarge = tooLarge(header);
        if (tooLarge.isPresent()) {
            return tooLarge;
        }
        Geometry g = header.geometry();
        double widest = 0;
        double thickest = 0;
        int fewest = Integer.MAX_VALUE;
        for (int axis = 0; axis < 3; axis++) {
            fewest = Math.min(fewest, g.size(axis));
            widest = Math.max(widest, g.size(axis) * g.spacing(axis));
            thickest = Math.max(thickest, g.spacing(axis));
        }
        String needed;
        if (fewest < MIN_SLICES) {
            needed = "a volume of at least " + MIN_SLICES + " slices each way is needed";
        } else if (thickest > MAX_VOXEL_MM) {
            needed = "voxels of at most " + (int) MAX_VOXEL_MM + " mm are needed to see the nuclei";
        } else if (widest < MIN_WIDTH_MM || widest > MAX_WIDTH_MM) {
            needed = "that is not the size of a head, so check the header's spacing";
        } else {
            return Optional.empty();
        }
        return Optional.of("has " + g.describe() + inUnit(header) + "; " + needed);
    }

    private static String inUnit(NiftiHeader header) {
        return header.countsInMillimeters() ? "" : " (the header counts in " + header.spatialUnit() + ")";
    }

    /** What a header leaves in doubt of where the image lies, one line each. */
    public static List<String> doubts(NiftiHeader header) {
        List<String> doubts = new ArrayList<>();
        if (header.orientationMethod() == OrientationMethod.PIXDIM) {
            doubts.add("has neither a usable qform nor sform, so which side is left is unknown; export it with its"
                    + " orientation");
        }
        boolean disagree = header.qformGeometry()
                .filter(qform -> !qform.sameGrid(header.geometry(), MAX_FORM_DIFFERENCE_MM))
                .isPresent();
        if (disagree) {
            doubts.add("its qform and sform put the head at different places; the sform is used here, but other"
                    + " programs may use the qform, so make them agree");
        }
        if (!header.countsInMillimeters()) {
            doubts.add("the header counts in " + header.spatialUnit() + ", which is converted to mm here; many programs"
                    + " do not look at the unit, so store mm");
        }
        return doubts;
    }
}
