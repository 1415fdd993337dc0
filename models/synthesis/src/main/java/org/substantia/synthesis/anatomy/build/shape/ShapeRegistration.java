package org.substantia.synthesis.anatomy.build.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Bounds;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.synthesis.anatomy.registration.LabelGroups;
import org.substantia.synthesis.anatomy.registration.LabelRegistration;
import org.substantia.synthesis.anatomy.registration.RegistrationPlan;
import org.substantia.synthesis.anatomy.registration.VoxelVelocityField;
import org.substantia.synthesis.anatomy.shape.NucleiFrame;

/**
 * Brings one person, the template, to others: what remains after pose, size and shear is a velocity on a grid that has
 * a mirror image. Thread-safe.
 */
final class ShapeRegistration {
    private static final double FINE_MM = 2;
    /** Fine voxels between the nodes that are kept; the velocities are smooth. */
    private static final int COARSENING = 2;
    /** Smoothing before nodes are left out, in fine voxels. */
    private static final double COARSENING_SIGMA = 0.7;

    private static final double MARGIN_MM = 20;
    private static final double RIDGE = 0.15;
    private static final RegistrationPlan PLAN =
            new RegistrationPlan(Collections.nCopies(SubcorticalLabel.GROUPS.size(), 1.0), List.of());
    /** Stiffer than where a head is brought to masks: shapes are wanted, not every voxel of a border. */
    private static final List<RegistrationPlan.Level> LEVELS = List.of(
            new RegistrationPlan.Level(1.5, 40, 1.5, 0.9),
            new RegistrationPlan.Level(1.0, 50, 1.2, 0.9),
            new RegistrationPlan.Level(0.5, 40, 1.0, 0.75));

    private final NucleiFrame frame;
    private final LabelGroups template;
    private final Geometry grid;

    /**
     * What one person came to.
     *
     * @param velocity on nodes of 4 mm in the frame, in voxels
     * @param affineDice mean of the nuclei after the affine map
     * @param dice mean of the nuclei after the deformation
     */
    record Registered(VoxelVelocityField velocity, double affineDice, double dice) {}

    ShapeRegistration(ShapeSource person) {
        this.frame = NucleiFrame.around(person::center);
        this.template = person.groups(frame.from(person::center));
        this.grid = grid(template.labels());
    }

    NucleiFrame frame() {
        return frame;
    }

    Registered register(ShapeSource person) {
        LabelRegistration registration = new LabelRegistration(PLAN, grid, template, person.groups(Affine.identity()));
        Affine affine = registration.affine(frame.from(person::center).inverse(), RIDGE);
        LabelRegistration.Aligned aligned = registration.aligned(affine);
        VoxelVelocityField velocity = aligned.velocity(LEVELS);
        return new Registered(
                coarse(velocity),
                mean(aligned.overlap(VoxelVelocityField.zeros(grid))),
                mean(aligned.overlap(velocity)));
    }

    private static double mean(double[] dice) {
        return Arrays.stream(dice, 0, SubcorticalLabel.NUCLEI).average().orElseThrow();
    }

    /**
     * The nuclei, the cerebellar white matter and a margin; as wide to the left as to the right, in whole coarse
     * voxels.
     */
    private static Geometry grid(LabelMap labels) {
        double[] min = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] max = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        List<SubcorticalLabel> shown = new ArrayList<>(SubcorticalLabel.GROUPS.stream()
                .limit(SubcorticalLabel.NUCLEI)
                .flatMap(List::stream)
                .toList());
        shown.add(SubcorticalLabel.CEREBELLAR_WHITE_MATTER_R);
        shown.add(SubcorticalLabel.CEREBELLAR_WHITE_MATTER_L);
        for (SubcorticalLabel label : shown) {
            Bounds box = labels.boundingBox(label.number())
                    .orElseThrow()
                    .centers()
                    .transformed(labels.geometry().affine());
            for (int axis = 0; axis < 3; axis++) {
                min[axis] = Math.min(min[axis], box.min(axis));
                max[axis] = Math.max(max[axis], box.max(axis));
            }
        }
        double coarse = FINE_MM * COARSENING;
        int half = (int) Math.ceil((Math.max(max[0], -min[0]) + MARGIN_MM) / coarse);
        int ny = (int) Math.ceil((max[1] - min[1] + 2 * MARGIN_MM) / coarse);
        int nz = (int) Math.ceil((max[2] - min[2] + 2 * MARGIN_MM) / coarse);
        return new Geometry(
                2 * half * COARSENING + 1,
                ny * COARSENING + 1,
                nz * COARSENING + 1,
                Affine.scaling(FINE_MM, FINE_MM, FINE_MM, -half * coarse, min[1] - MARGIN_MM, min[2] - MARGIN_MM));
    }

    private static VoxelVelocityField coarse(VoxelVelocityField fine) {
        Geometry from = fine.geometry();
        double spacing = FINE_MM * COARSENING;
        Geometry to = new Geometry(
                from.nx() / COARSENING + 1,
                from.ny() / COARSENING + 1,
                from.nz() / COARSENING + 1,
                Affine.scaling(
                        spacing,
                        spacing,
                        spacing,
                        from.affine().get(0, 3),
                        from.affine().get(1, 3),
                        from.affine().get(2, 3)));
        float[][] components = new float[3][to.voxelCount()];
        for (int axis = 0; axis < 3; axis++) {
            float[] values = fine.component(axis).clone();
            GaussianFilter.smoothInPlace(
                    new Volume(from, values), COARSENING_SIGMA, COARSENING_SIGMA, COARSENING_SIGMA, Workers.caller());
            for (int i = 0; i < components[axis].length; i++) {
                components[axis][i] =
                        values[from.index(to.x(i) * COARSENING, to.y(i) * COARSENING, to.z(i) * COARSENING)]
                                / COARSENING;
            }
        }
        return new VoxelVelocityField(to, components);
    }
}
