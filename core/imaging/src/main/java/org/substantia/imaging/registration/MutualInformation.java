package org.substantia.imaging.registration;

import java.util.Arrays;
import org.substantia.base.numeric.Objective;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.transform.RigidTransform;
import org.substantia.imaging.transform.RotationMatrix;

/**
 * Normalized mutual information of an image's sample points and another image under a rigid motion, with its gradient.
 * The joint histogram is a Parzen estimate with cubic B-splines along the moving image's values (P. Thévenaz and M.
 * Unser, "Optimization of mutual information for multiresolution image registration", IEEE Trans. Image Processing 9,
 * 2000). Points that fall where the moving image has no value are left out. Holds scratch: for one thread at a time.
 */
final class MutualInformation implements Objective {
    /** Points are cut into blocks of this many, whatever the number of threads, so that sums never differ. */
    private static final int BLOCK = 8192;

    private final SamplePoints points;
    private final VoxelReader moving;
    private final Affine worldToVoxel;
    private final double low;
    private final double scale;
    private final int bins;
    private final double minOverlap;
    private final double leverMm;
    private final Workers workers;

    private final float[] place;
    private final float[] slope;
    private final float[][] counts;
    private final double[][] moments;
    /** For each pair of classes, how the information changes with its share. */
    private final float[] weight;

    private double overlap;
    private int evaluations;

    /**
     * @param minOverlap with a smaller part of the points inside the moving image the information counts as 0
     * @param leverMm rotations are parameters in mm: the angle in radians times this
     */
    MutualInformation(
            SamplePoints points, ImageLevel moving, int bins, double minOverlap, double leverMm, Workers workers) {
        this.points = points;
        this.moving = new VoxelReader(moving.values());
        this.worldToVoxel = moving.geometry().affine().inverse();
        this.low = moving.low();
        // The spline of a value reaches one class below its own and two above.
        this.scale = (bins - 3) / ((double) moving.high() - moving.low());
        this.bins = bins;
        this.minOverlap = minOverlap;
        this.leverMm = leverMm;
        this.workers = workers;
        int blocks = (points.count() + BLOCK - 1) / BLOCK;
        this.place = new float[points.count()];
        this.slope = new float[3 * points.count()];
        this.counts = new float[blocks][bins * bins];
        this.weight = new float[bins * bins];
        this.moments = new double[blocks][12];
    }

    int evaluations() {
        return evaluations;
    }

    /** The motion that six parameters stand for: rotations as arcs, then translations, all in mm. */
    RigidTransform transform(double[] parameters) {
        return RigidTransform.of(
                new double[] {parameters[0] / leverMm, parameters[1] / leverMm, parameters[2] / leverMm},
                new double[] {parameters[3], parameters[4], parameters[5]},
                points.center());
    }

    @Override
    public double value(double[] parameters) {
        return measure(parameters, false);
    }

    @Override
    public double valueAndGradient(double[] parameters, double[] gradient) {
        double value = measure(parameters, true);
        Arrays.fill(gradient, 0);
        if (value > 0) {
            gradient(parameters, gradient);
        }
        return value;
    }

    /** The part of the points that fall into the moving image. */
    double overlap(double[] parameters) {
        measure(parameters, false);
        return overlap;
    }

    private double measure(double[] parameters, boolean withGradient) {
        evaluations++;
        double[] c = points.center();
        double[] toVoxel = worldToVoxel
                .compose(transform(parameters).toAffine())
                .compose(Affine.translation(c[0], c[1], c[2]))
                .toArray();
        workers.forEach(counts.length, block -> count(block, toVoxel, withGradient));
        double[] joint = new double[bins * bins];
        double total = 0;
        for (float[] block : counts) {
            for (int i = 0; i < joint.length; i++) {
                joint[i] += block[i];
                total += block[i];
            }
        }
        // A point's shares add up to 1 but for rounding.
        overlap = Math.min(1, total / points.count());
        return overlap < minOverlap ? 0 : normalized(joint, total, withGradient);
    }

    private void count(int block, double[] m, boolean withGradient) {
        float[] histogram = counts[block];
        Arrays.fill(histogram, 0);
        float[] x = points.x();
        float[] y = points.y();
        float[] z = points.z();
        int[] bin = points.bin();
        float[] gradient = withGradient ? slope : null;
        int end = Math.min((block + 1) * BLOCK, points.count());
        for (int i = block * BLOCK; i < end; i++) {
            float value = moving.at(
                    m[0] * x[i] + m[1] * y[i] + m[2] * z[i] + m[3],
                    m[4] * x[i] + m[5] * y[i] + m[6] * z[i] + m[7],
                    m[8] * x[i] + m[9] * y[i] + m[10] * z[i] + m[11],
                    gradient,
                    3 * i);
            if (Float.isNaN(value)) {
                place[i] = Float.NaN;
                continue;
            }
            float at = (float) Math.max(1, Math.min(bins - 2 - 1e-3, 1 + (value - low) * scale));
            place[i] = at;
            int k = (int) at;
            float f = at - k;
            float g = 1 - f;
            int cell = bin[i] * bins + k;
            histogram[cell - 1] += g * g * g / 6;
            histogram[cell] += (4 - 3 * f * f * (2 - f)) / 6;
            histogram[cell + 1] += (4 - 3 * g * g * (2 - g)) / 6;
            histogram[cell + 2] += f * f * f / 6;
        }
    }

    private double normalized(double[] joint, double total, boolean withGradient) {
        double[] fixedShare = new double[bins];
        double[] movingShare = new double[bins];
        for (int a = 0; a < bins; a++) {
            for (int b = 0; b < bins; b++) {
                joint[a * bins + b] /= total;
                fixedShare[a] += joint[a * bins + b];
                movingShare[b] += joint[a * bins + b];
            }
        }
        double jointEntropy = entropy(joint);
        if (jointEntropy <= 0) {
            return 0;
        }
        double value = (entropy(fixedShare) + entropy(movingShare)) / jointEntropy;
        for (int i = 0; withGradient && i < joint.length; i++) {
            weight[i] = 0;
            if (joint[i] > 0) {
                weight[i] = (float)
                        ((value * Math.log(joint[i]) - Math.log(fixedShare[i / bins]) - Math.log(movingShare[i % bins]))
                                / (jointEntropy * total));
            }
        }
        return value;
    }

    private static double entropy(double[] shares) {
        double sum = 0;
        for (double p : shares) {
            sum -= p > 0 ? p * Math.log(p) : 0;
        }
        return sum;
    }

    private void gradient(double[] parameters, double[] out) {
        workers.forEach(moments.length, block -> addMoments(block));
        double[] voxel = new double[12];
        for (double[] block : moments) {
            for (int i = 0; i < 12; i++) {
                voxel[i] += block[i];
            }
        }
        // From derivatives by voxel indices to derivatives by the moving image's millimeters.
        double[] world = new double[12];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                for (int k = 0; k < 3; k++) {
                    world[row * 4 + column] += worldToVoxel.get(k, row) * voxel[k * 4 + column];
                }
            }
        }
        double[][] turn =
                RotationMatrix.derivatives(parameters[0] / leverMm, parameters[1] / leverMm, parameters[2] / leverMm);
        for (int p = 0; p < 3; p++) {
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    out[p] += turn[p][row * 3 + column] * world[row * 4 + column] / leverMm;
                }
            }
            out[3 + p] = world[p * 4 + 3];
        }
    }

    /**
     * The outer product of each point's derivative by its place in the moving image and its coordinates (x, y, z, 1).
     */
    private void addMoments(int block) {
        double[] sum = moments[block];
        Arrays.fill(sum, 0);
        int end = Math.min((block + 1) * BLOCK, points.count());
        for (int i = block * BLOCK; i < end; i++) {
            float at = place[i];
            // Clamped values do not change.
            if (!(at > 1 && at < bins - 2.01f)) {
                continue;
            }
            int k = (int) at;
            float f = at - k;
            float g = 1 - f;
            int cell = points.bin()[i] * bins + k;
            double change = scale
                    * (-0.5f * g * g * weight[cell - 1]
                            + f * (1.5f * f - 2) * weight[cell]
                            - g * (1.5f * g - 2) * weight[cell + 1]
                            + 0.5f * f * f * weight[cell + 2]);
            float px = points.x()[i];
            float py = points.y()[i];
            float pz = points.z()[i];
            for (int axis = 0; axis < 3; axis++) {
                double d = change * slope[3 * i + axis];
                sum[axis * 4] += d * px;
                sum[axis * 4 + 1] += d * py;
                sum[axis * 4 + 2] += d * pz;
                sum[axis * 4 + 3] += d;
            }
        }
    }
}
