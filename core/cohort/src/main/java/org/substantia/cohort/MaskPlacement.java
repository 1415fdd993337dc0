package org.substantia.cohort;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.cohort.layout.CohortException;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Whether a mask lies where the image that it belongs to lies. A mask on another grid can be used, and a warning says
 * so; a mask that its header puts elsewhere cannot.
 */
public final class MaskPlacement {
    private static final Logger LOG = LoggerFactory.getLogger(MaskPlacement.class);

    /** A mask of the image's own size that lies farther from it than this lost its header. */
    private static final double MAX_SHIFT_MM = 5;

    /** The least share of the labeled voxels that must lie inside the image. */
    private static final double MIN_SHARE_INSIDE = 0.5;

    private MaskPlacement() {}

    /**
     * Refuses a mask that lies elsewhere: of the same size as its image but at another place, or with most of its
     * labeled voxels outside the image. A mask without a labeled voxel lies nowhere and passes.
     *
     * @param file the mask's name
     * @param imageFile the image's name
     * @throws CohortException that says how the grids differ
     */
    public static void require(String file, LabelMap mask, String imageFile, Geometry image) throws CohortException {
        Geometry grid = mask.geometry();
        if (GridAgreement.of(grid, image)) {
            return;
        }
        String difference = difference(grid, imageFile, image);
        if (grid.sameSize(image) && !grid.sameGrid(image, MAX_SHIFT_MM)) {
            throw new CohortException(file, difference + "; save it with the header of its image");
        }
        Count count = new Count(grid, image);
        mask.forEachLabeled((index, label) -> count.add(index));
        if (count.inside < MIN_SHARE_INSIDE * count.all) {
            throw new CohortException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "%s; %d of its %d labeled voxels lie inside the image, so save it with the header of the"
                                    + " image that it was made on",
                            difference,
                            count.inside,
                            count.all));
        }
        LOG.warn("{}: {}; used where its header puts it", file, difference);
    }

    /** How a mask's or image's grid differs from another's, in words. */
    public static String difference(Geometry one, String otherFile, Geometry other) {
        String own = one.describe();
        String its = other.describe();
        return "lies on another grid than " + otherFile + ": "
                + (own.equals(its) ? own + " at another place or orientation" : own + " instead of " + its);
    }

    /** Counts labeled voxels, and those inside the image. */
    private static final class Count {
        private final Geometry grid;
        private final Geometry image;
        private final Affine toImage;
        private long all;
        private long inside;

        Count(Geometry grid, Geometry image) {
            this.grid = grid;
            this.image = image;
            this.toImage = image.affine().inverse().compose(grid.affine());
        }

        void add(int index) {
            int x = grid.x(index);
            int y = grid.y(index);
            int z = grid.z(index);
            all++;
            if (image.contains((int) Math.rint(toImage.applyX(x, y, z)), (int) Math.rint(toImage.applyY(x, y, z)), (int)
                    Math.rint(toImage.applyZ(x, y, z)))) {
                inside++;
            }
        }
    }
}
