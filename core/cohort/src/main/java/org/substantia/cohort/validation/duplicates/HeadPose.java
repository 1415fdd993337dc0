package org.substantia.cohort.validation.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.resampling.Sampler;

/**
 * Brings heads into one pose, that of a reference head among them: two scans of one subject then come to lie the same
 * way, since the best fit to the reference depends on the anatomy and hardly on the scan. This costs in proportion to
 * the number of heads where aligning every pair would cost its square.
 */
final class HeadPose {
    private static final CenteredGrid GRID = new CenteredGrid(19, 23, 17, 8);

    /**
     * Nodding is what heads differ by most; the search starts from these angles about the left-right axis, in radians.
     */
    private static final double[] START_ANGLES = {0, -0.2, 0.2};

    private final RigidAligner aligner;

    private HeadPose(float[] reference) {
        this.aligner = new RigidAligner(GRID, reference);
    }

    /** Takes the head most like the mean of all as the reference; empty when there is none that varies. */
    static Optional<HeadPose> among(List<HeadImage> heads, Workers workers) {
        float[][] values = new float[heads.size()][];
        workers.forEach(values.length, i -> {
            HeadImage head = heads.get(i);
            float[] sampled =
                    GRID.sample(head.poseSampler(), head.worldToVoxels().compose(head.centered()));
            values[i] = UnitVector.normalize(sampled) ? sampled : new float[0];
        });
        List<float[]> usable = new ArrayList<>(List.of(values));
        usable.removeIf(sampled -> sampled.length == 0);
        float[] mean = new float[GRID.size()];
        for (float[] sampled : usable) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += sampled[i];
            }
        }
        Optional<float[]> reference = Optional.empty();
        double best = Double.NEGATIVE_INFINITY;
        for (float[] sampled : usable) {
            double likeness = UnitVector.dot(sampled, mean);
            if (likeness > best) {
                best = likeness;
                reference = Optional.of(sampled);
            }
        }
        return reference.map(HeadPose::new);
    }

    /** The motion from the common pose's millimeters to the image's world. */
    Affine of(HeadImage head) {
        Sampler sampler = head.poseSampler();
        Affine worldToVoxels = head.worldToVoxels();
        Affine centered = head.centered();
        RigidAligner.Alignment best = null;
        for (double angle : START_ANGLES) {
            RigidAligner.Alignment found =
                    aligner.align(sampler, worldToVoxels, centered.compose(RigidAligner.motion(0, 0, 0, angle, 0, 0)));
            if (best == null || found.correlation() > best.correlation()) {
                best = found;
            }
        }
        return best.motion();
    }
}
