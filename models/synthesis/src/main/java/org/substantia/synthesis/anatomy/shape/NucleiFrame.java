package org.substantia.synthesis.anatomy.shape;

import java.util.List;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.transform.SimilarityFit;

/**
 * A frame of millimeters in which the deep gray matter of all people lies alike: its plane {@code x = 0} halves the
 * head, x grows to the right, y roughly to the front and z upwards. Immutable and thread-safe.
 *
 * @param landmarks where the centers of the right {@link #STRUCTURES} lie in it, three numbers each; those of the left
 *     ones are their mirror images
 */
public record NucleiFrame(List<List<Double>> landmarks) {
    /** The nuclei whose centers place a head in the frame. */
    public static final List<Structure> STRUCTURES = List.of(Structure.CN, Structure.PUT, Structure.GP, Structure.TH);

    private static final double MIN_SCALE = 0.8;
    private static final double MAX_SCALE = 1.25;
    /** Of caudate and thalamus, whose ends protocols draw differently; putamen and pallidum have 1. */
    private static final double LOOSE_WEIGHT = 0.5;

    /** Where the center of a nucleus lies, mm. */
    @FunctionalInterface
    public interface Centers {
        /** @return three numbers */
        double[] of(Nucleus nucleus);
    }

    /** @throws IllegalArgumentException if there is not one landmark of three numbers for each structure */
    public NucleiFrame {
        landmarks = landmarks.stream().map(List::copyOf).toList();
        if (landmarks.size() != STRUCTURES.size() || landmarks.stream().anyMatch(point -> point.size() != 3)) {
            throw new IllegalArgumentException(
                    "a frame needs " + STRUCTURES.size() + " landmarks of three numbers each, not " + landmarks);
        }
    }

    /** The frame of one person, with the landmarks of both sides brought together. */
    public static NucleiFrame around(Centers centers) {
        double[] across = new double[3];
        double[] origin = new double[3];
        for (Structure structure : STRUCTURES) {
            double[] right = centers.of(Nucleus.of(structure, Side.RIGHT));
            double[] left = centers.of(Nucleus.of(structure, Side.LEFT));
            for (int i = 0; i < 3; i++) {
                across[i] += right[i] - left[i];
                origin[i] += (right[i] + left[i]) / (2 * STRUCTURES.size());
            }
        }
        double[] x = normalized(across);
        double[] y = normalized(across(x, difference(middle(centers, Structure.PUT), middle(centers, Structure.TH))));
        double[] z = {x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
        return new NucleiFrame(STRUCTURES.stream()
                .map(structure -> {
                    double[] right = difference(centers.of(Nucleus.of(structure, Side.RIGHT)), origin);
                    double[] left = difference(centers.of(Nucleus.of(structure, Side.LEFT)), origin);
                    return List.of(
                            (dot(x, right) - dot(x, left)) / 2,
                            (dot(y, right) + dot(y, left)) / 2,
                            (dot(z, right) + dot(z, left)) / 2);
                })
                .toList());
    }

    /** The similarity that brings a person's world to the frame. */
    public Affine from(Centers centers) {
        int count = 2 * STRUCTURES.size();
        double[][] from = new double[count][];
        double[][] to = new double[count][];
        double[] weights = new double[count];
        int at = 0;
        for (int s = 0; s < STRUCTURES.size(); s++) {
            Structure structure = STRUCTURES.get(s);
            for (Side side : Side.values()) {
                List<Double> landmark = landmarks.get(s);
                from[at] = centers.of(Nucleus.of(structure, side));
                to[at] = new double[] {
                    side == Side.RIGHT ? landmark.get(0) : -landmark.get(0), landmark.get(1), landmark.get(2)
                };
                weights[at++] = structure == Structure.PUT || structure == Structure.GP ? 1 : LOOSE_WEIGHT;
            }
        }
        return SimilarityFit.of(from, to, weights, MIN_SCALE, MAX_SCALE).toAffine();
    }

    private static double[] middle(Centers centers, Structure structure) {
        double[] right = centers.of(Nucleus.of(structure, Side.RIGHT));
        double[] left = centers.of(Nucleus.of(structure, Side.LEFT));
        return new double[] {(right[0] + left[0]) / 2, (right[1] + left[1]) / 2, (right[2] + left[2]) / 2};
    }

    private static double[] difference(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    /** The part of a vector across an axis. */
    private static double[] across(double[] axis, double[] vector) {
        double along = dot(axis, vector);
        return new double[] {vector[0] - along * axis[0], vector[1] - along * axis[1], vector[2] - along * axis[2]};
    }

    private static double[] normalized(double[] v) {
        double length = Math.sqrt(dot(v, v));
        return new double[] {v[0] / length, v[1] / length, v[2] / length};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
