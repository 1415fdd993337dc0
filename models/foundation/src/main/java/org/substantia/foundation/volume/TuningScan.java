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
 * A scan with labels as fine-tuning reads it again and again: conformed, 0 to 1, cut to the head. Immutable.
 *
 * <p>Views of it are moved, turned, scaled and mirrored as in the training of our own segmenter (by up to 6 mm, half of
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
    /** Around the head: room to move and turn it. */
    private static final int ROOM = 12;

    private final Volume image;
    private final LabelMap labels;
    private final double[] center;

    private TuningScan(Volume image, LabelMap labels, double[] center) {
        this.image = image;
        this.labels = labels;
        this.center = center;
    }

    /**
     * A head to learn from.
     *
     * @param image 0 to 1, as the network sees it: the box of what is not background
     * @param labels on the same grid
     */
    record View(Volume image, LabelMap labels) {}

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
        BoundingBox head = MeshNetSegmenter.head(conformed, peak).orElseThrow().grow(ROOM, grid);
        return Optional.of(new TuningScan(Conform.scaled(conformed.crop(head), peak), onGrid.crop(head), center));
    }

    /** The head as it was scanned. */
    View still() {
        return cut(image, labels).orElseThrow();
    }

    /**
     * The head as it might have been scanned; the same seed gives the same view.
     *
     * @return empty if nothing but background is in it
     */
    Optional<View> view(long seed, Workers workers) {
        RandomStream random = new RandomStream(seed);
        Resampler resampler = Resampler.onto(image.geometry()).through(motion(random));
        Volume moved = resampler.with(Interpolation.LINEAR).apply(image, workers);
        alter(moved, random);
        LabelMap turned = resampler.apply(labels, LabelInterpolation.NEAREST, workers);
        return cut(moved, turned);
    }

    private static Optional<View> cut(Volume image, LabelMap labels) {
        return MeshNetSegmenter.head(image, 1).map(head -> new View(image.crop(head), labels.crop(head)));
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

    /** Another contrast, a linear shading of the head, noise. */
    private static void alter(Volume head, RandomStream random) {
        float[] voxels = head.data();
        if (random.nextBoolean(ALTERED)) {
            double gamma = Math.exp(random.nextGaussian(0, GAMMA, LIMIT));
            for (int i = 0; i < voxels.length; i++) {
                voxels[i] = (float) Math.pow(Math.max(0, voxels[i]), gamma);
            }
        }
        if (random.nextBoolean(ALTERED)) {
            Geometry grid = head.geometry();
            double[] slope = new double[3];
            Arrays.setAll(slope, axis -> random.nextDouble(-1, 1) * SHADING / grid.size(axis));
            for (int i = 0; i < voxels.length; i++) {
                double factor = 1
                        + slope[0] * (grid.x(i) - grid.nx() / 2.0)
                        + slope[1] * (grid.y(i) - grid.ny() / 2.0)
                        + slope[2] * (grid.z(i) - grid.nz() / 2.0);
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
