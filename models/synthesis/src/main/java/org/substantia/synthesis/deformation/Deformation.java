package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.deformation.field.DisplacementField;

/**
 * The map between a composite anatomy and the subject made of it, both in RAS millimeters; smooth and invertible (the
 * Jacobian of each of its parts was checked in every cell). Immutable and thread-safe.
 */
public final class Deformation {
    /**
     * What came out of solving a deformation; part of a case's truth.
     *
     * @param amplitude factor on the random flow, below 1 where it would have folded or moved too far
     * @param longestMm longest displacement by the flow and the growth, at most
     * @param smallestJacobian smallest determinant of the Jacobian of flow and growth, each by itself
     * @param volumesMm3 volumes of the nuclei, by QSM label, as counted on a fine grid
     */
    public record Facts(double amplitude, double longestMm, double smallestJacobian, List<Double> volumesMm3) {
        public Facts {
            volumesMm3 = List.copyOf(volumesMm3);
        }
    }

    /**
     * The maps that a deformation is made of.
     *
     * @param pose the affine part
     * @param flow the random flow, and its inverse
     * @param growth of the nuclei, and its inverse
     * @param amplitude factor on the random flow
     * @param smallestJacobian of flow and growth, each by itself
     */
    record Parts(
            Affine pose,
            DisplacementField flow,
            DisplacementField flowInverse,
            DisplacementField growth,
            DisplacementField growthInverse,
            double amplitude,
            double smallestJacobian) {}

    private final DeformableAnatomy anatomy;
    private final Parts parts;
    private final Affine poseInverse;
    private final double[] volumes;
    private final Optional<NigraLevelSet> rightNigra;
    private final Optional<NigraLevelSet> leftNigra;

    Deformation(DeformableAnatomy anatomy, Parts parts) {
        this(anatomy, parts, new double[Nucleus.values().length], Optional.empty(), Optional.empty());
    }

    private Deformation(
            DeformableAnatomy anatomy,
            Parts parts,
            double[] volumes,
            Optional<NigraLevelSet> rightNigra,
            Optional<NigraLevelSet> leftNigra) {
        this.anatomy = anatomy;
        this.parts = parts;
        this.poseInverse = parts.pose().inverse();
        this.volumes = volumes;
        this.rightNigra = rightNigra;
        this.leftNigra = leftNigra;
    }

    Deformation withVolumes(double[] drawn) {
        return new Deformation(anatomy, parts, drawn, rightNigra, leftNigra);
    }

    Deformation withNigra(NigraLevelSet right, NigraLevelSet left) {
        return new Deformation(anatomy, parts, volumes, Optional.of(right), Optional.of(left));
    }

    DeformableAnatomy anatomy() {
        return anatomy;
    }

    /** The tracing of the nigra on the NM image. */
    NigraLevelSet nigraLevelSet(Side side) {
        return (side == Side.RIGHT ? rightNigra : leftNigra).orElseThrow();
    }

    /** The affine part, from the composite's world to the subject's. */
    public Affine pose() {
        return parts.pose();
    }

    public Facts facts() {
        List<Double> list = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            list.add(volumes[nucleus.qsmLabel() - 1]);
        }
        return new Facts(
                parts.amplitude(), parts.flow().longest() + parts.growth().longest(), parts.smallestJacobian(), list);
    }

    /** Moves a point (x, y, z) of the composite to where it is in the subject. */
    public void toSubject(double[] point) {
        parts.growth().displace(point);
        parts.flow().displace(point);
        apply(parts.pose(), point);
    }

    /** Moves a point (x, y, z) of the subject to where it comes from in the composite. */
    public void toComposite(double[] point) {
        apply(poseInverse, point);
        parts.flow().displaceBack(parts.flowInverse(), point);
        parts.growth().displaceBack(parts.growthInverse(), point);
    }

    private static void apply(Affine affine, double[] point) {
        double x = point[0];
        double y = point[1];
        double z = point[2];
        point[0] = affine.applyX(x, y, z);
        point[1] = affine.applyY(x, y, z);
        point[2] = affine.applyZ(x, y, z);
    }

    /**
     * Determinant of the Jacobian of {@link #toSubject} at a point of the composite: how much a small volume there
     * grows.
     */
    public double jacobian(double x, double y, double z) {
        double[] point = {x, y, z};
        double own = parts.growth().jacobian(x, y, z);
        parts.growth().displace(point);
        return own
                * parts.flow().jacobian(point[0], point[1], point[2])
                * Math.abs(parts.pose().determinant());
    }

    /** Where the voxels of a grid come from; made for whole rows at a time. */
    public BackwardMap onto(Geometry grid, Workers workers) {
        return new BackwardMap(this, grid, workers);
    }
}
