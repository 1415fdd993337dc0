package org.substantia.segmentation.training.augmentation;

import java.util.Arrays;
import org.substantia.base.random.RandomStream;

/**
 * Another position of the head: turned about each axis, a little larger or smaller, shifted. Every example is shifted,
 * a share of them is also turned and scaled, which interpolates its images; the others keep whole voxels.
 *
 * <pre>{@code
 * RigidJitter.degrees(5).scale(0.05).millimeters(6).withProbability(0.5)
 * }</pre>
 *
 * @param degrees standard deviation of the rotation about each axis
 * @param scale standard deviation of the logarithm of size; each axis differs from it by 0.4 times as much
 * @param millimeters largest shift along each axis, all shifts alike
 * @param probability share of examples that are turned and scaled
 */
record RigidJitter(double degrees, double scale, double millimeters, double probability) {
    /** Rotations beyond this many standard deviations are drawn in. */
    private static final double LIMIT = 2.5;
    /** How much axes differ in size. */
    private static final double ANISOTROPY = 0.4;

    /**
     * What was drawn.
     *
     * @param turned whether the matrix is more than the identity
     * @param matrix rotation and scaling, in millimeters
     * @param shift along each axis, mm
     */
    @SuppressWarnings("ArrayRecordComponent") // a small matrix, never compared
    record Motion(boolean turned, double[][] matrix, double[] shift) {}

    /** No rotation, scaling or shift. */
    static RigidJitter none() {
        return new RigidJitter(0, 0, 0, 0);
    }

    /** Rotations alone, in every example. */
    static RigidJitter degrees(double degrees) {
        return new RigidJitter(degrees, 0, 0, 1);
    }

    RigidJitter scale(double sd) {
        return new RigidJitter(degrees, sd, millimeters, probability);
    }

    RigidJitter millimeters(double largest) {
        return new RigidJitter(degrees, scale, largest, probability);
    }

    RigidJitter withProbability(double share) {
        return new RigidJitter(degrees, scale, millimeters, share);
    }

    Motion draw(RandomStream random) {
        boolean turned = random.nextBoolean(probability);
        double[][] matrix = turned ? turn(random) : new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double[] shift = new double[3];
        Arrays.setAll(shift, axis -> random.nextDouble(-1, 1) * millimeters);
        return new Motion(turned, matrix, shift);
    }

    private double[][] turn(RandomStream random) {
        double[][] all = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double common = random.nextGaussian() * scale;
        for (int axis = 0; axis < 3; axis++) {
            double angle = Math.toRadians(degrees) * random.nextClampedGaussian(LIMIT);
            double size = Math.exp(common + ANISOTROPY * scale * random.nextGaussian());
            int a = (axis + 1) % 3;
            int b = (axis + 2) % 3;
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            for (double[] row : all) {
                double ra = row[a];
                row[a] = cos * ra - sin * row[b];
                row[b] = sin * ra + cos * row[b];
            }
            for (double[] row : all) {
                row[axis] *= size;
            }
        }
        return all;
    }
}
