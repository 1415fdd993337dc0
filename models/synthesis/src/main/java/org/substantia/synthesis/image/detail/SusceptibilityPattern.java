package org.substantia.synthesis.image.detail;

import static org.substantia.synthesis.image.detail.Curves.bump;
import static org.substantia.synthesis.image.detail.Curves.logistic;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.synthesis.image.texture.VoxelNoise;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * How susceptibility is spread within one nucleus, ppb, over a constant. Places are in standard deviations of the
 * nucleus' extent: u away from the midline, v to the front, w upwards.
 */
final class SusceptibilityPattern {
    /** Blur from which the depth within red nucleus and dentate is derived. */
    private static final double DEPTH_SIGMA_MM = 1.3;

    /** Standard deviation of the slope that differs between persons. */
    private static final double TILT_PPB = 3;

    private final Nucleus nucleus;
    private final SubjectParameters subject;
    private final double tilt;
    private final boolean tiltsForward;
    private final double[] phases;

    /** @param seed of what differs between persons beyond the subject's parameters */
    SusceptibilityPattern(Nucleus nucleus, SubjectParameters subject, long seed) {
        this.nucleus = nucleus;
        this.subject = subject;
        VoxelNoise noise = new VoxelNoise(seed);
        this.tilt = TILT_PPB * VoxelNoise.normal(noise.bits(0), 0);
        this.tiltsForward = VoxelNoise.normal(noise.bits(1), 0) > 0;
        this.phases = new double[] {VoxelNoise.normal(noise.bits(2), 0), VoxelNoise.normal(noise.bits(3), 0)};
    }

    /** One value a voxel. */
    double[] values(NucleusVoxels voxels) {
        double[] values =
                switch (nucleus.structure()) {
                    case CN -> byPlace(voxels, (u, v, w) -> 5 * v + 3 * w);
                    case PUT -> putamen(voxels);
                    case GP -> byPlace(voxels, (u, v, w) -> pallidum(u, v));
                    case TH -> byPlace(voxels, (u, v, w) -> thalamus(u, v));
                    case STN -> byPlace(voxels, (u, v, w) -> -4 * u + 5 * v);
                    case SN -> new NigraPattern(subject.nigra(nucleus.side())).susceptibility(voxels);
                    case RN -> redNucleus(voxels);
                    case DN -> dentate(voxels);
                };
        for (int i = 0; i < values.length; i++) {
            values[i] += tilt * (tiltsForward ? voxels.anterior(i) : voxels.superior(i));
        }
        return values;
    }

    private interface PlaceFunction {
        double at(double u, double v, double w);
    }

    private static double[] byPlace(NucleusVoxels voxels, PlaceFunction function) {
        double[] values = new double[voxels.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.at(voxels.lateral(i), voxels.anterior(i), voxels.superior(i));
        }
        return values;
    }

    /** Iron rises with age from the back and outside, from the fourth decade on. */
    private double[] putamen(NucleusVoxels voxels) {
        double slope = Math.max(2, Math.min(22, 4 + 0.38 * (subject.age() - 40)));
        return byPlace(voxels, (u, v, w) -> slope * (-0.75 * v + 0.45 * u - 0.15 * w));
    }

    /** Outer pallidum above the inner one, with the medial lamina between them; a fainter accessory lamina inside. */
    private static double pallidum(double u, double v) {
        double across = u + 0.35 * v;
        return 7 * Math.tanh((across + 0.35) / 0.4)
                - 38 * bump((across + 0.4) / 0.16)
                - 14 * bump((across + 1.25) / 0.15);
    }

    /** The pulvinar at the back above the rest, the inner part a little above the outer. */
    private static double thalamus(double u, double v) {
        return 36 * logistic((-v - 0.85) / 0.25) * logistic((u + 0.6) / 0.4)
                + 6 * logistic((-u - 0.5) / 0.3)
                - 10 * bump((u - 0.9) / 0.5);
    }

    /** Most iron in the middle, a darker base. */
    private static double[] redNucleus(NucleusVoxels voxels) {
        double[] values = voxels.rank(voxels.depth(DEPTH_SIGMA_MM));
        for (int i = 0; i < values.length; i++) {
            values[i] = 16 * values[i] - 8 * bump((voxels.superior(i) + 1) / 0.6);
        }
        return values;
    }

    /** A bright ribbon around a dark hilus, folded: the ribbon's depth waves along its course. */
    private double[] dentate(NucleusVoxels voxels) {
        double[] values = voxels.rank(voxels.depth(DEPTH_SIGMA_MM));
        for (int i = 0; i < values.length; i++) {
            double u = voxels.lateral(i);
            double v = voxels.anterior(i);
            double w = voxels.superior(i);
            double depth = values[i];
            double angle = Math.atan2(w, u * 0.7 + v * 0.7);
            double wave =
                    0.20 * Math.sin(7 * angle + 2.3 * w + phases[0]) + 0.15 * Math.sin(12 * angle - 3 * v + phases[1]);
            double ribbon = bump((depth + wave - 0.55) / 0.28);
            // The hilus opens towards the front and the middle.
            double hilus = logistic((depth + wave - 0.80) / 0.08) * logistic((v - u + 0.3) / 0.6);
            values[i] = 38 * ribbon - 42 * hilus;
        }
        return values;
    }
}
