package org.substantia.scoring.fusion;

import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;

/**
 * The structure whose border runs midway between the raters' borders: where the mean of their signed distances, in mm,
 * lies inside (T. Rohlfing and C. R. Maurer, "Shape-based averaging", IEEE Transactions on Image Processing 16, 2007).
 * For two raters it is the border halfway between theirs, where majority voting has no answer.
 */
public final class ShapeBasedAverage {
    private ShapeBasedAverage() {}

    /**
     * The average of at least one drawing. If one rater drew nothing, the average is empty: there is no border to
     * average.
     *
     * @throws IllegalArgumentException if there is no drawing
     * @throws org.substantia.scoring.segmentation.GridMismatchException if the drawings differ in size
     */
    public static Mask of(List<Mask> drawings, Workers workers) {
        Geometry grid = Drawings.grid(drawings, 1);
        Optional<BoundingBox> union = Drawings.box(drawings);
        if (union.isEmpty()) {
            return new Mask(grid, new byte[grid.voxelCount()]);
        }
        // One voxel around the union holds every border, and the average never leaves the union.
        BoundingBox box = union.get().grow(1, grid);
        Volume mean = meanDistance(drawings.stream().map(d -> d.crop(box)).toList(), workers);
        byte[] inside = new byte[mean.data().length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = (byte) (mean.data()[i] < 0 ? 1 : 0);
        }
        return Drawings.inGrid(grid, box, new Mask(mean.geometry(), inside));
    }

    /** The mean of the signed distances in mm, negative inside. */
    static Volume meanDistance(List<Mask> drawings, Workers workers) {
        double[] sum = new double[drawings.get(0).voxels().length];
        for (Mask drawing : drawings) {
            float[] distance = DistanceTransform.signed(drawing, workers).data();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += distance[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / drawings.size());
        }
        return new Volume(drawings.get(0).geometry(), mean);
    }
}
