package org.substantia.synthesis.deformation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Bounds;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.anatomy.shape.ShapeVariation;
import org.substantia.synthesis.deformation.field.VelocityField;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * A composite anatomy prepared for being deformed into many subjects. Preparing takes a fraction of a second; the
 * result is immutable and may be shared between threads.
 *
 * <p>A deformation is the growth of the nuclei, then a random flow of the whole head, then a pose. The growth is solved
 * so that every nucleus ends with the subject's volume whatever flow and pose do to it. The tracing of the nigra on the
 * NM image is not grown with them, since it overlaps the nigra of the QSM mask and its size is the disease's: it is the
 * part of its own smoothed indicator function above the level that gives its volume, the level rising ventrolaterally
 * as the signal is lost there.
 *
 * <pre>{@code
 * DeformableAnatomy anatomy = DeformableAnatomy.of(bank.load(id), workers);
 * Deformation deformation = anatomy.deform(DeformationParameters.sample(spread, seed), subject, workers);
 * DeformedAnatomy patient = DeformedAnatomy.render(deformation, grid, workers);
 * }</pre>
 */
public final class DeformableAnatomy {
    /** No part of a deformation may shrink a small volume to less than this. */
    static final double MIN_JACOBIAN = 0.15;

    private static final int CORRECTION_PASSES = 2;
    /** A volume that is drawn to this share is right. */
    private static final double CLOSE_ENOUGH = 0.01;

    private final CompositeAnatomy composite;
    private final LabelSource tissue;
    private final LabelSource nuclei;
    private final double[] center;
    private final LabelPositions voxels;
    private final NucleusGrowth growth;
    private final NigraLevelFunction rightNigra;
    private final NigraLevelFunction leftNigra;
    private final Optional<PersonShapes> shapes;

    private DeformableAnatomy(CompositeAnatomy composite, Optional<ShapeVariation> shapes, Workers workers) {
        this.composite = composite;
        this.tissue = new LabelSource(composite.tissue());
        this.nuclei = new LabelSource(composite.nuclei());
        BoundingBox box = composite
                .nuclei()
                .boundingBox()
                .orElseThrow(() -> new IllegalArgumentException(composite.id() + " has no nuclei"));
        Bounds nucleiBox =
                box.centers().transformed(composite.nuclei().geometry().affine());
        this.center = new double[] {
            (nucleiBox.minX() + nucleiBox.maxX()) / 2,
            (nucleiBox.minY() + nucleiBox.maxY()) / 2,
            (nucleiBox.minZ() + nucleiBox.maxZ()) / 2
        };
        this.voxels = LabelPositions.of(composite.nuclei());
        this.growth = new NucleusGrowth(composite, nucleiBox, voxels, workers);
        this.rightNigra = new NigraLevelFunction(composite, Side.RIGHT, workers);
        this.leftNigra = new NigraLevelFunction(composite, Side.LEFT, workers);
        this.shapes = shapes.map(known -> new PersonShapes(known, voxels::center));
    }

    /** @throws IllegalArgumentException if a nucleus or a side of the nigra's NM tracing is missing */
    public static DeformableAnatomy of(CompositeAnatomy composite, Workers workers) {
        return of(composite, Optional.empty(), workers);
    }

    /**
     * @param shapes of real people, for deformations that ask for them
     * @throws IllegalArgumentException if a nucleus or a side of the nigra's NM tracing is missing
     */
    public static DeformableAnatomy of(CompositeAnatomy composite, Optional<ShapeVariation> shapes, Workers workers) {
        return new DeformableAnatomy(Objects.requireNonNull(composite, "composite"), shapes, workers);
    }

    public CompositeAnatomy composite() {
        return composite;
    }

    LabelSource tissueSource() {
        return tissue;
    }

    LabelSource nucleiSource() {
        return nuclei;
    }

    NigraLevelFunction nigraFunction(Side side) {
        return side == Side.RIGHT ? rightNigra : leftNigra;
    }

    /**
     * Solves the deformation that makes this anatomy the subject's. Deterministic in its parameters and the same on any
     * number of threads; takes about a second of one processor.
     *
     * @param parameters pose and random flow
     * @param subject whose volumes the nuclei shall have
     */
    public Deformation deform(DeformationParameters parameters, SubjectParameters subject, Workers workers) {
        Affine pose = Pose.of(parameters, center);
        RandomFlow flow = RandomFlow.of(composite.tissue().geometry(), parameters, shapes, workers);
        int n = growth.count();
        double[] target = new double[n];
        for (Nucleus nucleus : Nucleus.values()) {
            target[nucleus.qsmLabel() - 1] = subject.of(nucleus).volumeMm3();
        }
        double[] wanted = target.clone();
        double[] amplitude = new double[n];
        double worst = Double.POSITIVE_INFINITY;
        Deformation map = deformation(pose, flow, amplitude, flow.smallestJacobian(), workers);
        for (int pass = 0; pass <= CORRECTION_PASSES && worst >= CLOSE_ENOUGH; pass++) {
            NucleusGrowth.Solution grown =
                    growth.solve(amplitude, wanted, flow.forward(), Math.abs(pose.determinant()), workers);
            amplitude = grown.amplitude();
            map = deformation(pose, flow, amplitude, grown.smallestJacobian(), workers);
            double[] drawn = DrawnVolumes.count(map, voxels.all(), nuclei::inside, n, workers);
            map = map.withVolumes(drawn);
            worst = 0;
            for (int i = 0; i < n; i++) {
                double factor = DrawnVolumes.correction(target[i], drawn[i]);
                wanted[i] *= factor;
                worst = Math.max(worst, Math.abs(factor - 1));
            }
        }
        return map.withNigra(
                levelSet(map, Side.RIGHT, parameters.rightTracingShift(), subject, workers),
                levelSet(map, Side.LEFT, parameters.leftTracingShift(), subject, workers));
    }

    private Deformation deformation(
            Affine pose, RandomFlow flow, double[] amplitude, double smallestJacobian, Workers workers) {
        VelocityField velocity = growth.velocity(amplitude);
        return new Deformation(
                this,
                new Deformation.Parts(
                        pose,
                        flow.forward(),
                        flow.inverse(),
                        velocity.flow(1, workers),
                        velocity.flow(-1, workers),
                        flow.amplitude(),
                        Math.min(flow.smallestJacobian(), smallestJacobian)));
    }

    private NigraLevelSet levelSet(
            Deformation map, Side side, List<Double> shift, SubjectParameters subject, Workers workers) {
        NigraParameters nigra = subject.nigra(side);
        NigraLevelFunction function = nigraFunction(side);
        List<float[]> around = List.of(voxels.of(Nucleus.of(Structure.SN, side)));
        double wanted = nigra.nmVolumeMm3();
        NigraLevelSet level = function.levelSet(map, shift, wanted, nigra.ventrolateralGradient());
        for (int pass = 0; pass < CORRECTION_PASSES; pass++) {
            NigraLevelSet drawnLevel = level;
            double drawn =
                    DrawnVolumes.count(map, around, (x, y, z) -> drawnLevel.holds(x, y, z) ? 1 : 0, 1, workers)[0];
            wanted *= DrawnVolumes.correction(nigra.nmVolumeMm3(), drawn);
            level = function.levelSet(map, shift, wanted, nigra.ventrolateralGradient());
        }
        return level;
    }
}
