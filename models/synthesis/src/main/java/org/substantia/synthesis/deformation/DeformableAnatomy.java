package org.substantia.synthesis.deformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.substantia.base.numeric.LinearSystem;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * A composite anatomy prepared for being deformed into many subjects. Preparing takes a fraction of a second; the
 * result is immutable and may be shared between threads.
 *
 * <p>A deformation is the growth of the nuclei, then a random flow of the whole head, then a pose. The growth is solved
 * so that every nucleus ends with the subject's volume whatever flow and pose do to it. The tracing of the nigra on the
 * NM image is not grown with them, since it overlaps the nigra of the QSM mask and its size is the disease's: it is the
 * part of its own smoothed indicator above the level that gives its volume, the level rising ventrolaterally as the
 * signal is lost there.
 *
 * <pre>{@code
 * DeformableAnatomy anatomy = DeformableAnatomy.of(bank.load(id), workers);
 * Deformation deformation = anatomy.deform(DeformationParameters.sample(spread, seed), subject, workers);
 * DeformedAnatomy patient = DeformedAnatomy.render(deformation, grid, workers);
 * }</pre>
 */
public final class DeformableAnatomy {
    private static final double GROWTH_SPACING_MM = 2;
    private static final double GROWTH_MARGIN_MM = 14;
    private static final double FLOW_SPACING_MM = 4;
    /** The margin of a composite's tissue around its field of view, in which the flow comes to rest. */
    private static final double FADE_MM = 24;

    private static final double SMALL_MM3 = 1000;
    private static final double SMALL_SIGMA_MM = 2;
    private static final double LARGE_SIGMA_MM = 3;
    private static final double MIN_JACOBIAN = 0.15;
    private static final int GROWTH_STEPS = 8;
    private static final double VOLUME_TOLERANCE = 0.005;
    private static final int MENDING_PASSES = 2;
    private static final double MENDED = 0.01;
    private static final double MAX_MENDING = 0.3;
    private static final double COUNTING_SPACING_MM = 0.5;
    private static final double COUNTING_MARGIN_MM = 4;
    private static final double MAX_GROWTH_STEP = 0.4;

    private final CompositeAnatomy composite;
    private final LabelSource tissue;
    private final LabelSource nuclei;
    private final double[] centre;
    private final VectorField growthFrame;
    /** Positions of voxels, mm, per QSM label - 1. */
    private final List<float[]> voxels;

    private final List<GrowthField> growth;
    /** Change of the logarithm of a row's volume by a unit of a column's growth. */
    private final double[][] sensitivity;

    private final NigraLevelFunction rightNigra;
    private final NigraLevelFunction leftNigra;

    private DeformableAnatomy(CompositeAnatomy composite, Workers workers) {
        this.composite = composite;
        this.tissue = new LabelSource(composite.tissue());
        this.nuclei = new LabelSource(composite.nuclei());
        BoundingBox box = composite
                .nuclei()
                .boundingBox()
                .orElseThrow(() -> new IllegalArgumentException(composite.id() + " has no nuclei"));
        double[][] extent = extent(composite.nuclei().geometry(), box);
        this.centre = new double[] {
            (extent[0][0] + extent[0][1]) / 2, (extent[1][0] + extent[1][1]) / 2, (extent[2][0] + extent[2][1]) / 2
        };
        this.growthFrame = frame(extent, GROWTH_MARGIN_MM, GROWTH_SPACING_MM);
        this.voxels = positions(composite.nuclei());
        this.growth = new ArrayList<>();
        double voxelVolume = composite.nuclei().geometry().voxelVolumeMm3();
        for (float[] positions : voxels) {
            if (positions.length == 0) {
                throw new IllegalArgumentException(composite.id() + " lacks a nucleus");
            }
            double volume = positions.length / 3.0 * voxelVolume;
            growth.add(new GrowthField(growthFrame, positions, volume < SMALL_MM3 ? SMALL_SIGMA_MM : LARGE_SIGMA_MM));
        }
        this.sensitivity = sensitivity(workers);
        this.rightNigra = new NigraLevelFunction(composite, Side.RIGHT, workers);
        this.leftNigra = new NigraLevelFunction(composite, Side.LEFT, workers);
    }

    /** @throws IllegalArgumentException if a nucleus or a side of the nigra's NM tracing is missing */
    public static DeformableAnatomy of(CompositeAnatomy composite, Workers workers) {
        return new DeformableAnatomy(Objects.requireNonNull(composite, "composite"), workers);
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

    NigraLevelFunction nigraIndicator(Side side) {
        return side == Side.RIGHT ? rightNigra : leftNigra;
    }

    /** World coordinates between the outer voxel centres of a box: per axis smallest and largest. */
    private static double[][] extent(Geometry geometry, BoundingBox box) {
        double[][] extent = {{1e9, -1e9}, {1e9, -1e9}, {1e9, -1e9}};
        for (int corner = 0; corner < 8; corner++) {
            double[] p = geometry.affine()
                    .apply(
                            (corner & 1) == 0 ? box.minX() : box.maxX(),
                            (corner & 2) == 0 ? box.minY() : box.maxY(),
                            (corner & 4) == 0 ? box.minZ() : box.maxZ());
            for (int axis = 0; axis < 3; axis++) {
                extent[axis][0] = Math.min(extent[axis][0], p[axis]);
                extent[axis][1] = Math.max(extent[axis][1], p[axis]);
            }
        }
        return extent;
    }

    private static VectorField frame(double[][] extent, double margin, double spacing) {
        int[] size = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            size[axis] = (int) Math.ceil((extent[axis][1] - extent[axis][0] + 2 * margin) / spacing) + 1;
        }
        return new VectorField(
                extent[0][0] - margin,
                extent[1][0] - margin,
                extent[2][0] - margin,
                spacing,
                size[0],
                size[1],
                size[2]);
    }

    private static List<float[]> positions(LabelMap map) {
        int labels = LabelScheme.QSM.nuclei().size();
        int[] counts = new int[labels + 1];
        map.forEachLabelled((index, label) -> {
            if (label < 0 || label > labels) {
                throw new IllegalArgumentException("a nucleus has a label of 1 to " + labels + ", not " + label);
            }
            counts[label]++;
        });
        List<float[]> positions = new ArrayList<>();
        for (int label = 1; label <= labels; label++) {
            positions.add(new float[3 * counts[label]]);
        }
        int[] next = new int[labels + 1];
        Geometry g = map.geometry();
        Affine a = g.affine();
        map.forEachLabelled((index, label) -> {
            int x = index % g.nx();
            int row = index / g.nx();
            int y = row % g.ny();
            int z = row / g.ny();
            float[] to = positions.get(label - 1);
            to[next[label]++] = (float) a.applyX(x, y, z);
            to[next[label]++] = (float) a.applyY(x, y, z);
            to[next[label]++] = (float) a.applyZ(x, y, z);
        });
        return positions;
    }

    /** By finite differences of the volumes; scales the fields so that a unit of growth is a unit of log volume. */
    private double[][] sensitivity(Workers workers) {
        int n = growth.size();
        double probe = 0.01;
        double[] before = new double[n];
        for (int i = 0; i < n; i++) {
            before[i] = voxels.get(i).length / 3.0;
        }
        for (GrowthField field : growth) {
            VectorField unit = growthFrame.blank();
            field.addTo(unit, 1);
            field.scale(1 / Math.max(1e-6, unit.longest()));
        }
        double[][] matrix = new double[n][n];
        workers.forEach(n, column -> {
            VectorField displacement = growthFrame.blank();
            growth.get(column).addTo(displacement, probe);
            for (int row = 0; row < n; row++) {
                matrix[row][column] = (jacobianSum(voxels.get(row), displacement) / before[row] - 1) / probe;
            }
        });
        for (int column = 0; column < n; column++) {
            double own = matrix[column][column];
            growth.get(column).scale(1 / own);
            for (int row = 0; row < n; row++) {
                matrix[row][column] /= own;
            }
        }
        return matrix;
    }

    private static double jacobianSum(float[] positions, VectorField field) {
        double sum = 0;
        for (int i = 0; i < positions.length; i += 3) {
            sum += field.jacobian(positions[i], positions[i + 1], positions[i + 2]);
        }
        return sum;
    }

    /**
     * Solves the deformation that makes this anatomy the subject's. Deterministic in its parameters and the same on any
     * number of threads; takes about a second of one processor.
     *
     * @param parameters pose and random flow
     * @param subject whose volumes the nuclei shall have
     */
    public Deformation deform(DeformationParameters parameters, SubjectParameters subject, Workers workers) {
        Affine pose = Pose.of(parameters, centre);
        Flow flow = flow(parameters, workers);
        int n = growth.size();
        double[] target = new double[n];
        for (Nucleus nucleus : Nucleus.values()) {
            target[nucleus.qsmLabel() - 1] = subject.of(nucleus).volumeMm3();
        }
        double[] wanted = target.clone();
        double[] amplitude = new double[n];
        Deformation map = null;
        for (int pass = 0; pass <= MENDING_PASSES; pass++) {
            Growth grown = grow(amplitude, wanted, flow.forward, Math.abs(pose.determinant()), workers);
            amplitude = grown.amplitude;
            VectorField velocity = velocity(amplitude);
            map = new Deformation(
                    this,
                    new Deformation.Parts(
                            pose,
                            flow.forward,
                            flow.inverse,
                            velocity.flow(1, workers),
                            velocity.flow(-1, workers),
                            flow.amplitude,
                            Math.min(flow.smallestJacobian, grown.smallestJacobian)));
            // What is drawn of a small nucleus is smaller than what the Jacobian says: labels vote, maps are
            // interpolated.
            double[] drawn = count(map, voxels, nuclei::inside, n, workers);
            map = map.withVolumes(drawn);
            double worst = 0;
            for (int i = 0; i < n; i++) {
                double factor = mending(target[i], drawn[i]);
                wanted[i] *= factor;
                worst = Math.max(worst, Math.abs(factor - 1));
            }
            if (worst < MENDED) {
                break;
            }
        }
        return map.withNigra(
                level(map, Side.RIGHT, parameters.rightTracingShift(), subject, workers),
                level(map, Side.LEFT, parameters.leftTracingShift(), subject, workers));
    }

    /** What lies at a point given in voxel coordinates of the nuclei. */
    @FunctionalInterface
    private interface Labeller {
        int at(float x, float y, float z);
    }

    /** Volumes, mm3, of labels 1 to {@code labels}, counted on a fine grid around some voxels. */
    private double[] count(Deformation map, List<float[]> around, Labeller labeller, int labels, Workers workers) {
        double[] min = {1e9, 1e9, 1e9};
        double[] max = {-1e9, -1e9, -1e9};
        for (float[] positions : around) {
            // Every 16th voxel and a margin: the border of a nucleus is not far from its voxels.
            for (int i = 0; i < positions.length; i += 48) {
                double[] point = {positions[i], positions[i + 1], positions[i + 2]};
                map.toSubject(point);
                for (int axis = 0; axis < 3; axis++) {
                    min[axis] = Math.min(min[axis], point[axis] - COUNTING_MARGIN_MM);
                    max[axis] = Math.max(max[axis], point[axis] + COUNTING_MARGIN_MM);
                }
            }
        }
        double spacing = COUNTING_SPACING_MM;
        Geometry grid = new Geometry(
                (int) Math.ceil((max[0] - min[0]) / spacing),
                (int) Math.ceil((max[1] - min[1]) / spacing),
                (int) Math.ceil((max[2] - min[2]) / spacing),
                Affine.scaling(spacing, spacing, spacing, min[0], min[1], min[2]));
        BackwardMap backward = map.onto(grid, workers);
        int stride = labels + 1;
        int[] counts = new int[stride * grid.nz()];
        workers.forEach(grid.nz(), z -> {
            float[] fx = new float[grid.nx()];
            float[] fy = new float[grid.nx()];
            float[] fz = new float[grid.nx()];
            for (int y = 0; y < grid.ny(); y++) {
                backward.row(y, z, nuclei.toVoxel, fx, fy, fz);
                for (int x = 0; x < grid.nx(); x++) {
                    counts[stride * z + labeller.at(fx[x], fy[x], fz[x])]++;
                }
            }
        });
        double[] volumes = new double[labels];
        for (int i = 0; i < counts.length; i++) {
            if (i % stride > 0) {
                volumes[i % stride - 1] += counts[i] * grid.voxelVolumeMm3();
            }
        }
        return volumes;
    }

    private NigraLevelSet level(
            Deformation map, Side side, List<Double> shift, SubjectParameters subject, Workers workers) {
        NigraParameters nigra = subject.nigra(side);
        NigraLevelFunction indicator = nigraIndicator(side);
        List<float[]> around = List.of(voxels.get(Nucleus.of(Structure.SN, side).qsmLabel() - 1));
        double wanted = nigra.nmVolumeMm3();
        NigraLevelSet level = indicator.level(map, shift, wanted, nigra.ventrolateralGradient());
        for (int pass = 0; pass < MENDING_PASSES; pass++) {
            NigraLevelSet drawnLevel = level;
            double drawn = count(map, around, (x, y, z) -> drawnLevel.holds(x, y, z) ? 1 : 0, 1, workers)[0];
            wanted *= mending(nigra.nmVolumeMm3(), drawn);
            level = indicator.level(map, shift, wanted, nigra.ventrolateralGradient());
        }
        return level;
    }

    /** What to multiply a wanted volume by when another came of it. */
    private static double mending(double target, double drawn) {
        return drawn > 0 ? Math.max(1 - MAX_MENDING, Math.min(1 + MAX_MENDING, target / drawn)) : 1;
    }

    private record Flow(VectorField forward, VectorField inverse, double amplitude, double smallestJacobian) {}

    private Flow flow(DeformationParameters parameters, Workers workers) {
        Geometry head = composite.tissue().geometry();
        VectorField velocity = frame(extent(head, BoundingBox.whole(head)), FLOW_SPACING_MM, FLOW_SPACING_MM);
        RandomStream random = new RandomStream(parameters.velocitySeed());
        for (DeformationSpread.Scale scale : parameters.scales()) {
            RandomVelocity.add(velocity, scale, random, workers);
        }
        velocity.fadeOut((int) Math.ceil(FADE_MM / FLOW_SPACING_MM));
        double amplitude = 1;
        while (true) {
            VectorField forward = velocity.flow(amplitude, workers);
            double longest = forward.longest();
            double smallest = forward.smallestJacobian(workers);
            if (longest <= parameters.longestMm() && smallest >= MIN_JACOBIAN) {
                return new Flow(forward, velocity.flow(-amplitude, workers), amplitude, smallest);
            }
            // A displacement is nearly proportional to its velocity; a Jacobian is not, so that one goes down in steps.
            amplitude *= Math.min(0.97, smallest < MIN_JACOBIAN ? 0.85 : 0.99 * parameters.longestMm() / longest);
        }
    }

    private static final class Growth {
        final double[] amplitude;
        final double smallestJacobian;

        Growth(double[] amplitude, double smallestJacobian) {
            this.amplitude = amplitude;
            this.smallestJacobian = smallestJacobian;
        }
    }

    /** Newton steps with the fixed sensitivity of the undeformed anatomy, then less of it all while anything folds. */
    private Growth grow(double[] start, double[] target, VectorField flow, double scale, Workers workers) {
        int n = target.length;
        double[] amplitude = start.clone();
        VectorField displacement = velocity(amplitude).flow(1, workers);
        for (int step = 0; step < GROWTH_STEPS; step++) {
            double[] volumes = volumes(displacement, flow, scale, workers);
            double[] error = new double[n];
            double worst = 0;
            for (int i = 0; i < n; i++) {
                error[i] = Math.log(target[i] / volumes[i]);
                worst = Math.max(worst, Math.abs(error[i]));
            }
            if (worst < VOLUME_TOLERANCE) {
                break;
            }
            double[] change = LinearSystem.solve(sensitivity, error);
            for (int i = 0; i < n; i++) {
                amplitude[i] += Math.max(-MAX_GROWTH_STEP, Math.min(MAX_GROWTH_STEP, change[i]));
            }
            displacement = velocity(amplitude).flow(1, workers);
        }
        double smallest = displacement.smallestJacobian(workers);
        while (smallest < MIN_JACOBIAN) {
            for (int i = 0; i < n; i++) {
                amplitude[i] *= 0.85;
            }
            displacement = velocity(amplitude).flow(1, workers);
            smallest = displacement.smallestJacobian(workers);
        }
        return new Growth(amplitude, smallest);
    }

    private VectorField velocity(double[] amplitude) {
        VectorField velocity = growthFrame.blank();
        for (int i = 0; i < amplitude.length; i++) {
            growth.get(i).addTo(velocity, amplitude[i]);
        }
        return velocity;
    }

    /** Volumes of the deformed nuclei, mm3: the Jacobian of the whole map, summed over each one's voxels. */
    private double[] volumes(VectorField displacement, VectorField flow, double scale, Workers workers) {
        double voxel = composite.nuclei().geometry().voxelVolumeMm3() * scale;
        double[] volumes = new double[voxels.size()];
        workers.forEach(volumes.length, n -> {
            float[] positions = voxels.get(n);
            double[] point = new double[3];
            double sum = 0;
            for (int i = 0; i < positions.length; i += 3) {
                point[0] = positions[i];
                point[1] = positions[i + 1];
                point[2] = positions[i + 2];
                double own = displacement.jacobian(point[0], point[1], point[2]);
                displacement.displace(point);
                sum += own * flow.jacobian(point[0], point[1], point[2]);
            }
            volumes[n] = sum * voxel;
        });
        return volumes;
    }
}
