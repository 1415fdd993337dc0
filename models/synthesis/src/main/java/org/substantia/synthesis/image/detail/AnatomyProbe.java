package org.substantia.synthesis.image.detail;

import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;

/** Walks through an anatomy in millimeters: what lies at a place, random places and directions, steps. */
final class AnatomyProbe {
    private final FineLabels labels;
    private final Geometry target;
    private final Affine toVoxel;
    private final RandomStream random;

    AnatomyProbe(FineLabels labels, RandomStream random) {
        this.labels = labels;
        this.target = labels.target();
        this.toVoxel = target.affine().inverse();
        this.random = random;
    }

    boolean hasNuclei() {
        return labels.nucleiBox().isPresent();
    }

    double[] center(Structure structure, Side side) {
        return labels.center(Nucleus.of(structure, side));
    }

    /** Between the right and the left one. */
    double[] middle(Structure structure) {
        double[] right = center(structure, Side.RIGHT);
        double[] left = center(structure, Side.LEFT);
        return new double[] {(right[0] + left[0]) / 2, (right[1] + left[1]) / 2, (right[2] + left[2]) / 2};
    }

    /** Empty outside the grid. */
    Optional<RenderClass> classAt(double[] p) {
        return labels.classNear(
                toVoxel.applyX(p[0], p[1], p[2]), toVoxel.applyY(p[0], p[1], p[2]), toVoxel.applyZ(p[0], p[1], p[2]));
    }

    boolean is(double[] p, RenderClass renderClass) {
        return classAt(p).filter(here -> here == renderClass).isPresent();
    }

    double[] randomPlace() {
        return target.affine()
                .apply(
                        random.nextDouble() * target.nx(),
                        random.nextDouble() * target.ny(),
                        random.nextDouble() * target.nz());
    }

    /** A unit vector, every direction equally likely. */
    double[] randomDirection() {
        double z = 2 * random.nextDouble() - 1;
        double angle = 2 * Math.PI * random.nextDouble();
        double r = Math.sqrt(1 - z * z);
        return new double[] {r * Math.cos(angle), r * Math.sin(angle), z};
    }

    /** A direction turned at random, more with a larger amount. */
    double[] turned(double[] d, double amount) {
        double[] r = randomDirection();
        double[] out = {d[0] + amount * r[0], d[1] + amount * r[1], d[2] + amount * r[2]};
        double norm = Math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]);
        return norm < 1e-6 ? d : new double[] {out[0] / norm, out[1] / norm, out[2] / norm};
    }

    static double[] step(double[] p, double[] d, double length) {
        return new double[] {p[0] + length * d[0], p[1] + length * d[1], p[2] + length * d[2]};
    }
}
