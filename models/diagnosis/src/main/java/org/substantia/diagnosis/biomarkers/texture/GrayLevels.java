package org.substantia.diagnosis.biomarkers.texture;

import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/** A region's intensities in whole levels, on the box around it: the input of texture matrices. Immutable. */
public final class GrayLevels {
    private final Geometry grid;
    /** 0 outside the region. */
    private final int[] levels;

    private final int highest;

    private GrayLevels(Geometry grid, int[] levels) {
        this.grid = grid;
        this.levels = levels;
        int top = 0;
        for (int level : levels) {
            top = Math.max(top, level);
        }
        this.highest = top;
    }

    /**
     * Levels of fixed width (IBSI "fixed bin size", the choice for calibrated units): an intensity in {@code [lowest +
     * (k - 1) width, lowest + k width)} becomes level k; what is lower becomes level 1, what is higher the last level.
     * Voxels that are not finite are left out.
     *
     * @param region on the image's grid
     * @param width of a level, in the image's unit
     * @param count of levels, which bounds the memory that a matrix of them takes, whatever an outlier holds
     * @throws IllegalArgumentException if the region is empty or the grids differ in size
     */
    public static GrayLevels fixedWidth(Volume image, Mask region, double lowest, double width, int count) {
        if (!image.geometry().sameSize(region.geometry())) {
            throw new IllegalArgumentException("the region lies on another grid than the image");
        }
        BoundingBox box = region.boundingBox()
                .orElseThrow(() -> new IllegalArgumentException("an empty region has no gray levels"));
        Volume values = image.crop(box);
        Mask inside = region.crop(box);
        int[] levels = new int[values.data().length];
        for (int i = 0; i < levels.length; i++) {
            float value = values.data()[i];
            if (inside.contains(i) && Float.isFinite(value)) {
                levels[i] = (int) Math.max(1, Math.min(count, Math.floor((value - lowest) / width) + 1));
            }
        }
        return new GrayLevels(values.geometry(), levels);
    }

    Geometry grid() {
        return grid;
    }

    int at(int index) {
        return levels[index];
    }

    int highest() {
        return highest;
    }
}
