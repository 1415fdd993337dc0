package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.cohort.Nucleus;
import org.substantia.cohort.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.parallel.Workers;

/**
 * The map between a composite anatomy and the subject made of it, both in RAS millimetres; smooth and invertible (the Jacobian of
 * each of its parts was checked in every cell). Immutable and thread-safe.
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

    private final DeformableAnatomy anatomy;
    private final Affine pose;
    private final Affine poseInverse;
    private final VectorField flow;
    private final VectorField flowInverse;
    private final VectorField growth;
    private final VectorField growthInverse;
    private final double amplitude;
    private final double smallestJacobian;
    private final double[] volumes;
    private final Optional<NigraLevel> rightNigra;
    private final Optional<NigraLevel> leftNigra;

    Deformation(
            DeformableAnatomy anatomy,
            Affine pose,
            VectorField flow,
            VectorField flowInverse,
            VectorField growth,
            VectorField growthInverse,
            double amplitude,
            double smallestJacobian) {
        this(
                anatomy,
                pose,
                flow,
                flowInverse,
                growth,
                growthInverse,
                amplitude,
                smallestJacobian,
                new double[Nucleus.values().length],
                Optional.empty(),
                Optional.empty());
    }

    private Deformation(
            DeformableAnatomy anatomy,
            Affine pose,
            VectorField flow,
            VectorField flowInverse,
            VectorField growth,
            VectorField growthInverse,
            double amplitude,
            double smallestJacobian,
            double[] volumes,
            Optional<NigraLevel> rightNigra,
            Optional<NigraLevel> leftNigra) {
        this.anatomy = anatomy;
        this.pose = pose;
        this.poseInverse = pose.inverse();
        this.flow = flow;
        this.flowInverse = flowInverse;
        this.growth = growth;
        this.growthInverse = growthInverse;
        this.amplitude = amplitude;
        this.smallestJacobian = smallestJacobian;
        this.volumes = volumes;
        this.rightNigra = rightNigra;
        this.leftNigra = leftNigra;
    }

    Deformation withVolumes(double[] drawn) {
        return new Deformation(
                anatomy,
                pose,
                flow,
                flowInverse,
                growth,
                growthInverse,
                amplitude,
                smallestJacobian,
                drawn,
                rightNigra,
                leftNigra);
    }

    Deformation withNigra(NigraLevel right, NigraLevel left) {
        return new Deformation(
                anatomy,
                pose,
                flow,
                flowInverse,
                growth,
                growthInverse,
                amplitude,
                smallestJacobian,
                volumes,
                Optional.of(right),
                Optional.of(left));
    }

    DeformableAnatomy anatomy() {
        return anatomy;
    }

    /** The tracing of the nigra on the NM image. */
    NigraLevel nigraLevel(Side side) {
        return (side == Side.RIGHT ? rightNigra : leftNigra).orElseThrow();
    }

    /** The affine part, from the composite's world to the subject's. */
    public Affine pose() {
        return pose;
    }

    public Facts facts() {
        List<Double> list = new ArrayList<>();
        for (Nucleus nucleus : Nucleus.values()) {
            list.add(volumes[nucleus.qsmLabel() - 1]);
        }
        return new Facts(amplitude, flow.longest() + growth.longest(), smallestJacobian, list);
    }

    /** Moves a point (x, y, z) of the composite to where it is in the subject. */
    public void toSubject(double[] point) {
        growth.displace(point);
        flow.displace(point);
        apply(pose, point);
    }

    /** Moves a point (x, y, z) of the subject to where it comes from in the composite. */
    public void toComposite(double[] point) {
        apply(poseInverse, point);
        flow.displaceBack(flowInverse, point);
        growth.displaceBack(growthInverse, point);
    }

    private static void apply(Affine affine, double[] point) {
        double x = point[0];
        double y = point[1];
        double z = point[2];
        point[0] = affine.applyX(x, y, z);
        point[1] = affine.applyY(x, y, z);
        point[2] = affine.applyZ(x, y, z);
    }

    /** Determinant of the Jacobian of {@link #toSubject} at a point of the composite: how much a small volume there grows. */
    public double jacobian(double x, double y, double z) {
        double[] point = {x, y, z};
        double own = growth.jacobian(x, y, z);
        growth.displace(point);
        return own * flow.jacobian(point[0], point[1], point[2]) * Math.abs(pose.determinant());
    }

    /** Where the voxels of a grid come from; made for whole rows at a time. */
    public BackwardMap onto(Geometry grid, Workers workers) {
        return new BackwardMap(this, grid, workers);
    }
}
