package org.substantia.foundation.volume;

import java.util.Arrays;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.resampling.Interpolation;
import org.substantia.imaging.resampling.LabelInterpolation;
import org.substantia.imaging.resampling.Resampler;
import org.substantia.imaging.transform.RotationMatrix;

/**
 * A scan with labels as fine-tuning reads it again and again: conformed, 0 to 1, cut to what patches around the labels
 * can reach. Immutable.
 *
 * <p>Examples are moved, turned, scaled and mirrored as in the training of our own segmenter (by up to 6 mm, half of
 * them by some 5 degrees and 5 %, half of them mirrored), and each quarter of them has another contrast, shading or
 * noise.
 */
final class TuningScan {
    private static final double SHIFT_MM = 6;
    private static final double TURNED = 0.5;
    private static final double DEGREES = 5;
    private static final double SCALE = 0.05;
    private static final double LIMIT = 2.5;
    private static final double ALTERED = 0.25;
    private static final double GAMMA = 0.25;
    private static final double SHADING = 0.2;
    private static final double NOISE = 0.04;
    /** Around the labels: half a large patch, and room to move and turn it. */
    private static final int REACH = 72;

    private final Volume image;
    private final LabelMap labels;
    private final double[] center;

    private TuningScan(Volume image, LabelMap labels, double[] center) {
        this.image = image;
        this.labels = labels;
        this.center = center;
    }

    /**
     * A cube to learn from.
     *
     * @param edge voxels
     * @param image 0 to 1, x fastest
     * @param labels by voxel
     */
    @SuppressWarnings("ArrayRecordComponent") // arrays of voxels, never compared
    record Example(int edge, float[] image, byte[] labels) {
        /** The labels without a margin on every side. */
        byte[] inner(int margin) {
            int size = edge - 2 * margin;
            byte[] inner = new byte[size * size * size];
            for (int z = 0; z < size; z++) {
                for (int y = 0; y < size; y++) {
                    int from = margin + edge * (y + margin + edge * (z + margin));
                    System.arraycopy(labels, from, inner, size * (y + size * z), size);
                }
            }
            return inner;
        }
    }

    /** @return empty if there is no label or nothing but zeros in the scan */
    static Optional<TuningScan> of(Volume t1, LabelMap labels, Workers workers) {
        Volume conformed = Conform.of(t1, workers);
        LabelMap onGrid = Resampler.onto(conformed.geometry()).apply(labels, LabelInterpolation.NEAREST, workers);
        float peak = Conform.peak(conformed);
        Optional<BoundingBox> box = onGrid.boundingBox();
        if (box.isEmpty() || peak == 0) {
            return Optional.empty();
        }
        Geometry grid = conformed.geometry();
        double[] center = grid.affine()
                .apply(
                        (box.get().minX() + box.get().maxX()) / 2.0,
                        (box.get().minY() + box.get().maxY()) / 2.0,
                        (box.get().minZ() + box.get().maxZ()) / 2.0);
        BoundingBox kept = box.get().grow(REACH, grid);
        Volume cut = Conform.scaled(conformed.crop(kept), peak);
        return Optional.of(new TuningScan(cut, onGrid.crop(kept), center));
    }

    /** The same seed gives the same example. */
    Example example(int edge, long seed, Workers workers) {
        RandomStream random = new RandomStream(seed);
        Affine motion = motion(random);
        double middle = (edge - 1) / 2.0;
        double[] a = image.geometry().affine().toArray();
        // The scan's axes, the patch's middle at the center of the labels.
        double[] origin = new double[3];
        for (int row = 0; row < 3; row++) {
            origin[row] = center[row] - middle * (a[row * 4] + a[row * 4 + 1] + a[row * 4 + 2]);
        }
        Geometry patch = new Geometry(
                edge,
                edge,
                edge,
                Affine.of(new double[] {a[0], a[1], a[2], a[4], a[5], a[6], a[8], a[9], a[10]}, origin));
        Resampler resampler = Resampler.onto(patch).through(motion);
        float[] voxels =
                resampler.with(Interpolation.LINEAR).apply(image, workers).data();
        alter(voxels, edge, random);
        int[] classes =
                resampler.apply(labels, LabelInterpolation.NEAREST, workers).toIntArray();
        byte[] bytes = new byte[classes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) classes[i];
        }
        return new Example(edge, voxels, bytes);
    }

    private Affine motion(RandomStream random) {
        double[] shift = new double[3];
        Arrays.setAll(shift, axis -> random.nextDouble(-1, 1) * SHIFT_MM);
        Affine linear = Affine.identity();
        if (random.nextBoolean(TURNED)) {
            double[] angles = new double[3];
            Arrays.setAll(angles, axis -> Math.toRadians(random.nextGaussian(0, DEGREES, LIMIT)));
            double size = Math.exp(random.nextGaussian(0, SCALE, LIMIT));
            linear = Affine.scaling(size, size, size)
                    .compose(Affine.of(RotationMatrix.ofAngles(angles[0], angles[1], angles[2]), new double[3]));
        }
        if (random.nextBoolean()) {
            linear = linear.compose(Affine.scaling(-1, 1, 1));
        }
        return linear.about(center, shift);
    }

    /** Another contrast, a linear shading, noise. */
    private static void alter(float[] voxels, int edge, RandomStream random) {
        if (random.nextBoolean(ALTERED)) {
            double gamma = Math.exp(random.nextGaussian(0, GAMMA, LIMIT));
            for (int i = 0; i < voxels.length; i++) {
                voxels[i] = (float) Math.pow(Math.max(0, voxels[i]), gamma);
            }
        }
        if (random.nextBoolean(ALTERED)) {
            double[] slope = new double[3];
            Arrays.setAll(slope, axis -> random.nextDouble(-1, 1) * SHADING / edge);
            for (int i = 0; i < voxels.length; i++) {
                int[] at = {i % edge, i / edge % edge, i / (edge * edge)};
                double factor = 1;
                for (int axis = 0; axis < 3; axis++) {
                    factor += slope[axis] * (at[axis] - edge / 2.0);
                }
                voxels[i] *= (float) factor;
            }
        }
        if (random.nextBoolean(ALTERED)) {
            double sd = random.nextDouble() * NOISE;
            for (int i = 0; i < voxels.length; i++) {
                voxels[i] += (float) (sd * random.nextGaussian());
            }
        }
    }
}
