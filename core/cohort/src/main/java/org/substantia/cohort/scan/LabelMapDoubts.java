package org.substantia.cohort.scan;

import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;

/**
 * Tells masks and label maps from images by their values alone: they hold few different ones, and neighbors are alike.
 * Of 46 real images (8-bit ones, averages of many heads and FLAIR among them) each has 179 or more different values,
 * and at most 0.44 of the pairs of neighbors are equal, background left out; of four label maps of 43 to 149 structures
 * it is 0.77 to 0.92.
 */
public final class LabelMapDoubts {
    /** An image of fewer different values is a mask: the coarsest 8-bit images of heads hold ten times as many. */
    public static final int MIN_VALUES = 16;

    /** From this share of equal neighbors on it is a label map: halfway between images and label maps. */
    private static final double MAX_EQUAL_SHARE = 0.6;

    /** Fewer pairs tell nothing. */
    private static final int MIN_PAIRS = 1000;

    /** Every so manieth slice is looked at. */
    private static final int SLICE_STEP = 3;

    private LabelMapDoubts() {}

    /**
     * Why the voxels cannot be those of an image; empty if they can. Voxels that are not finite do not count.
     *
     * @return what was found and what would be right, without the file's name
     */
    public static Optional<String> of(Volume image) {
        int values = differentValues(image.data());
        if (values < MIN_VALUES) {
            return Optional.of("holds only " + values + (values == 1 ? " value" : " different values")
                    + ", as masks and label maps do; an image of a head is needed");
        }
        double equal = equalNeighbors(image);
        return equal > MAX_EQUAL_SHARE
                ? Optional.of(Math.round(100 * equal) + " % of its neighboring voxels are equal, as in label maps;"
                        + " an image of a head is needed")
                : Optional.empty();
    }

    /** Counts up to {@link #MIN_VALUES}. */
    private static int differentValues(float[] data) {
        float[] seen = new float[MIN_VALUES];
        int count = 0;
        for (float value : data) {
            int at = 0;
            while (at < count && seen[at] != value) {
                at++;
            }
            if (at == count && Float.isFinite(value)) {
                seen[count++] = value;
                if (count == MIN_VALUES) {
                    break;
                }
            }
        }
        return count;
    }

    /**
     * Share of the pairs of neighbors within a slice that are equal, those of background left out; 0 if there are few.
     */
    private static double equalNeighbors(Volume image) {
        Geometry grid = image.geometry();
        float[] data = image.data();
        // Background is 0 or, where an offset was added, what the corner holds.
        float corner = data[0];
        int pairs = 0;
        int equal = 0;
        for (int z = 0; z < grid.nz(); z += SLICE_STEP) {
            for (int y = 1; y < grid.ny(); y++) {
                int row = grid.index(0, y, z);
                for (int i = row + 1; i < row + grid.nx(); i++) {
                    float value = data[i];
                    if (isShown(value, corner)) {
                        float left = data[i - 1];
                        float before = data[i - grid.nx()];
                        pairs += (isShown(left, corner) ? 1 : 0) + (isShown(before, corner) ? 1 : 0);
                        equal += (left == value ? 1 : 0) + (before == value ? 1 : 0);
                    }
                }
            }
        }
        return pairs < MIN_PAIRS ? 0 : (double) equal / pairs;
    }

    /** Pairs with NaN are never equal, so that a background of them would make an image of every label map. */
    private static boolean isShown(float value, float corner) {
        return value != 0 && value != corner && Float.isFinite(value);
    }
}
