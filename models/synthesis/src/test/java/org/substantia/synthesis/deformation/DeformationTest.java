package org.substantia.synthesis.deformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;
import org.substantia.synthesis.subject.CaseSeed;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.SubjectParameters;

@Tag("slow")
@net.jqwik.api.Tag("slow")
class DeformationTest {
    private static final CompositeAnatomy COMPOSITE = CompositePhantom.composite();
    private static final DeformableAnatomy ANATOMY = DeformableAnatomy.of(COMPOSITE, Workers.caller());
    private static final SubjectSampler SUBJECTS =
            new SubjectSampler(PopulationModel.ruijin(), 9, 0.5, Confounding.NONE);

    @Property(tries = 4, seed = "1")
    void backwardUndoesForward(@ForAll @IntRange(min = 1, max = 1000) int number) {
        Deformation deformation = deform(DeformationSpread.wide(), number);
        RandomStream random = new RandomStream(number);
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            double[] start = anywhere(random);
            double[] point = start.clone();
            deformation.toSubject(point);
            deformation.toComposite(point);
            worst = Math.max(worst, distance(point, start));
            deformation.toComposite(point);
            deformation.toSubject(point);
            worst = Math.max(worst, distance(point, start));
        }
        assertThat(worst).isLessThan(0.1);
    }

    @Property(tries = 4, seed = "2")
    void jacobianIsPositiveEverywhere(@ForAll @IntRange(min = 1, max = 1000) int number) {
        Deformation deformation = deform(DeformationSpread.wide(), number);
        assertThat(deformation.facts().smallestJacobian()).isGreaterThanOrEqualTo(0.15);
        RandomStream random = new RandomStream(number);
        double smallest = Double.MAX_VALUE;
        for (int i = 0; i < 20_000; i++) {
            double[] p = anywhere(random);
            smallest = Math.min(smallest, deformation.jacobian(p[0], p[1], p[2]));
        }
        assertThat(smallest).isPositive();
    }

    /** The Jacobian is that of the map: compared with finite differences where the map is smooth. */
    @Test
    void jacobianIsTheMapsOwn() {
        Deformation deformation = deform(DeformationSpread.realistic(), 3);
        RandomStream random = new RandomStream(2);
        double h = 1e-3;
        int close = 0;
        for (int i = 0; i < 200; i++) {
            double[] p = anywhere(random);
            double[][] d = new double[3][];
            for (int axis = 0; axis < 3; axis++) {
                double[] up = p.clone();
                double[] down = p.clone();
                up[axis] += h;
                down[axis] -= h;
                deformation.toSubject(up);
                deformation.toSubject(down);
                d[axis] = new double[] {
                    (up[0] - down[0]) / (2 * h), (up[1] - down[1]) / (2 * h), (up[2] - down[2]) / (2 * h)
                };
            }
            double det = d[0][0] * (d[1][1] * d[2][2] - d[1][2] * d[2][1])
                    - d[0][1] * (d[1][0] * d[2][2] - d[1][2] * d[2][0])
                    + d[0][2] * (d[1][0] * d[2][1] - d[1][1] * d[2][0]);
            close += Math.abs(det - deformation.jacobian(p[0], p[1], p[2])) < 1e-3 ? 1 : 0;
        }
        // The few others have a cell's face between the two ends of the difference.
        assertThat(close).isGreaterThan(195);
    }

    @Property(tries = 4, seed = "3")
    void nucleiReachTheirVolumes(@ForAll @IntRange(min = 1, max = 1000) int number) {
        Deformation deformation = deform(DeformationSpread.realistic(), number);
        SubjectParameters subject = SUBJECTS.sample(number);
        Geometry grid = fineGrid();
        DeformedAnatomy drawn = DeformedAnatomy.render(deformation, grid, Workers.caller());
        SortedMap<Integer, Integer> counts = drawn.nuclei().counts();
        for (Nucleus nucleus : Nucleus.values()) {
            double wanted = subject.of(nucleus).volumeMm3();
            double volume = counts.get(nucleus.qsmLabel()) * grid.voxelVolumeMm3();
            // A voxel more or less at the border is a lot to the subthalamic nucleus.
            double tolerance = wanted > 1000 ? 0.03 : wanted > 120 ? 0.08 : 0.12;
            assertThat(volume).as("%s", nucleus).isCloseTo(wanted, within(tolerance * wanted));
            assertThat(deformation.facts().volumesMm3().get(nucleus.qsmLabel() - 1))
                    .as("%s", nucleus)
                    .isCloseTo(wanted, within((wanted > 1000 ? 0.01 : 0.05) * wanted));
        }
        SortedMap<Integer, Integer> nigra = drawn.nigra().counts();
        for (Side side : Side.values()) {
            double wanted = subject.nigra(side).nmVolumeMm3();
            double volume = nigra.get(side == Side.RIGHT ? 1 : 2) * grid.voxelVolumeMm3();
            assertThat(volume).as("NM %s", side).isCloseTo(wanted, within(0.08 * wanted));
        }
    }

    @Property(tries = 3, seed = "4")
    void nucleiStayInTheirPlaces(@ForAll @IntRange(min = 1, max = 1000) int number) {
        Deformation deformation = deform(DeformationSpread.wide(), number);
        DeformedAnatomy drawn = DeformedAnatomy.render(deformation, COMPOSITE.scanGrid(), Workers.caller());
        assertThat(NucleusPlacement.of(drawn).faults()).isEmpty();
    }

    @Test
    void containmentTellsWhatIsOutOfPlace() {
        Geometry grid = Geometry.axisAligned(10, 1, 1, 1, 1, 1);
        // x grows to the right: the right red nucleus lies left of the left one, in the thalamus and in air.
        byte[] tissue = {9, 0, 9, 9, 9, 9, 9, 8, 8, 8};
        byte[] nuclei = {13, 13, 0, 0, 0, 0, 0, 14, 14, 14};
        DeformedAnatomy anatomy = new DeformedAnatomy(grid, tissue, nuclei, new byte[10]);
        assertThat(NucleusPlacement.of(anatomy).faults())
                .containsExactly(
                        new AnatomyFault(AnatomyFault.Kind.OUTSIDE_BRAIN, "RN_r: only 50.0 % inside the brain"),
                        new AnatomyFault(AnatomyFault.Kind.OUT_OF_PLACE, "RN_r: only 0.0 % in its place"),
                        new AnatomyFault(AnatomyFault.Kind.SIDES_SWAPPED, "RN: right lies left of left"));
    }

    @Test
    void sameBytesOnAnyNumberOfThreads() {
        DeformationParameters parameters = DeformationParameters.sample(DeformationSpread.wide(), new CaseSeed(4, 2));
        SubjectParameters subject = SUBJECTS.sample(2);
        Geometry grid = COMPOSITE.scanGrid();
        DeformedAnatomy one =
                DeformedAnatomy.render(ANATOMY.deform(parameters, subject, Workers.caller()), grid, Workers.caller());
        try (Workers three = Workers.of(3)) {
            DeformableAnatomy anatomy = DeformableAnatomy.of(COMPOSITE, three);
            Deformation deformation = anatomy.deform(parameters, subject, three);
            DeformedAnatomy other = DeformedAnatomy.render(deformation, grid, three);
            assertThat(other.tissueBytes()).isEqualTo(one.tissueBytes());
            assertThat(other.nucleiBytes()).isEqualTo(one.nucleiBytes());
            assertThat(other.nigraBytes()).isEqualTo(one.nigraBytes());
        }
    }

    @Test
    void casesDiffer() {
        CaseSeed first = new CaseSeed(1, 1);
        CaseSeed second = new CaseSeed(1, 2);
        DeformationParameters parameters = DeformationParameters.sample(DeformationSpread.realistic(), first);
        assertThat(parameters).isEqualTo(DeformationParameters.sample(DeformationSpread.realistic(), first));
        assertThat(parameters).isNotEqualTo(DeformationParameters.sample(DeformationSpread.realistic(), second));
    }

    /** Nothing to do leaves the anatomy as it is, drawn on its own grid. */
    @Test
    void unmovedAnatomyOfItsOwnVolumesIsUnchanged() {
        Geometry grid = COMPOSITE.nuclei().geometry();
        Deformation deformation = ANATOMY.deform(DeformationParameters.none(), withOwnVolumes(), Workers.caller());
        DeformedAnatomy drawn = DeformedAnatomy.render(deformation, grid, Workers.caller());
        int labeled = 0;
        int same = 0;
        for (int i = 0; i < grid.voxelCount(); i++) {
            if (COMPOSITE.nuclei().get(i) != 0) {
                labeled++;
                same += drawn.nucleiBytes()[i] == COMPOSITE.nuclei().get(i) ? 1 : 0;
            }
        }
        assertThat(same).isGreaterThan((int) (0.98 * labeled));
        double[] point = {30, -20, 40};
        deformation.toSubject(point);
        assertThat(point).containsExactly(new double[] {30, -20, 40}, within(1e-6));
    }

    @Test
    void extremeFlowIsLoweredUntilItFoldsNoMore() {
        DeformationSpread extreme = new DeformationSpread(
                new Rotation(0, 0, 0),
                0,
                0,
                0,
                0,
                List.of(new DeformationSpread.Scale(8, 4)),
                List.of(0.0, 0.0, 0.0),
                0,
                9);
        Deformation deformation = deform(extreme, 1);
        assertThat(deformation.facts().amplitude()).isLessThan(1);
        assertThat(deformation.facts().smallestJacobian()).isGreaterThanOrEqualTo(0.15);
    }

    @Test
    void nmSignalIsLostFromTheVentrolateralEnd() {
        Geometry grid = fineGrid();
        LabelMap even = tracing(0, grid);
        LabelMap lost = tracing(0.6, grid);
        for (int label = 1; label <= 2; label++) {
            double[] a = centroid(even, label);
            double[] b = centroid(lost, label);
            double lateral = label == 1 ? 1 : -1;
            assertThat(lateral * (b[0] - a[0]) + (b[1] - a[1])).isLessThan(-0.1);
        }
    }

    @Test
    void backwardMapFollowsTheDeformationOnObliqueGrids() {
        Deformation deformation = deform(DeformationSpread.realistic(), 5);
        Affine oblique = Affine.of(-0.66, 0.05, 0.1, 60, 0.05, 0.65, -0.2, -70, 0.02, 0.07, 0.9, -60);
        Geometry grid = new Geometry(181, 170, 97, oblique);
        BackwardMap map = deformation.onto(grid, Workers.caller());
        float[] x = new float[grid.nx()];
        float[] y = new float[grid.nx()];
        float[] z = new float[grid.nx()];
        double worst = 0;
        for (int row = 0; row < grid.ny(); row += 13) {
            for (int slice = 0; slice < grid.nz(); slice += 7) {
                map.row(row, slice, Affine.identity(), x, y, z);
                for (int i = 0; i < grid.nx(); i += 9) {
                    double[] point = grid.affine().apply(i, row, slice);
                    deformation.toComposite(point);
                    worst = Math.max(worst, distance(point, new double[] {x[i], y[i], z[i]}));
                }
            }
        }
        assertThat(worst).isLessThan(0.4);
    }

    @Test
    void rejectsAnatomiesThatLackANucleus() {
        LabelMap nuclei = COMPOSITE.nuclei();
        byte[] labels = new byte[nuclei.geometry().voxelCount()];
        nuclei.forEachLabeled((index, label) -> labels[index] = (byte) (label == 9 ? 0 : label));
        CompositeAnatomy broken = new CompositeAnatomy(
                "broken",
                "h",
                "m",
                false,
                COMPOSITE.scanGrid(),
                COMPOSITE.tissue(),
                LabelMap.ofBytes(nuclei.geometry(), labels),
                COMPOSITE.nigra());
        assertThatThrownBy(() -> DeformableAnatomy.of(broken, Workers.caller()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken");
    }

    @Test
    void peoplesShapesAreAddedWhereTheyAreKnown() {
        DeformationParameters parameters = parametersWithShapeAlone(1);
        SubjectParameters subject = withOwnVolumes();
        DeformableAnatomy known = DeformableAnatomy.of(COMPOSITE, Optional.of(ShapePhantom.upward()), Workers.caller());

        double[] moved = middle(Nucleus.PUT_R);
        double[] unknown = moved.clone();
        known.deform(parameters, subject, Workers.caller()).toSubject(moved);
        ANATOMY.deform(parameters, subject, Workers.caller()).toSubject(unknown);

        assertThat(moved[2] - unknown[2]).isBetween(0.3, 4.5);
    }

    @Test
    void aShapeIsAddedInProportionToItsFactor() {
        DeformableAnatomy known = DeformableAnatomy.of(COMPOSITE, Optional.of(ShapePhantom.upward()), Workers.caller());
        SubjectParameters subject = withOwnVolumes();
        double[] once = middle(Nucleus.PUT_R);
        double[] half = once.clone();
        double z = once[2];

        known.deform(parametersWithShapeAlone(1), subject, Workers.caller()).toSubject(once);
        known.deform(parametersWithShapeAlone(0.5), subject, Workers.caller()).toSubject(half);

        assertThat((half[2] - z) / (once[2] - z)).isCloseTo(0.5, within(0.1));
    }

    @Test
    void onlyTheWideSpreadAsksForShapes() {
        CaseSeed seed = new CaseSeed(4, 2);
        assertThat(DeformationParameters.sample(DeformationSpread.wide(), seed).shape())
                .isPresent();
        assertThat(DeformationParameters.sample(DeformationSpread.realistic(), seed)
                        .shape())
                .isEmpty();
    }

    private static DeformationParameters parametersWithShapeAlone(double factor) {
        DeformationSpread spread =
                new DeformationSpread(new Rotation(0, 0, 0), 0, 0, 0, 0, List.of(), List.of(0.0, 0.0, 0.0), factor, 12);
        return DeformationParameters.sample(spread, new CaseSeed(5, 1));
    }

    private static double[] middle(Nucleus nucleus) {
        return LabelPositions.of(COMPOSITE.nuclei()).center(nucleus);
    }

    private static Deformation deform(DeformationSpread spread, int number) {
        DeformationParameters parameters = DeformationParameters.sample(spread, new CaseSeed(77, number));
        return ANATOMY.deform(parameters, SUBJECTS.sample(number), Workers.caller());
    }

    /** Around the nuclei with room for a realistic pose. */
    private static Geometry fineGrid() {
        return new Geometry(200, 260, 210, Affine.scaling(0.5, 0.5, 0.5, -50, -88, -62));
    }

    private static double[] anywhere(RandomStream random) {
        return new double[] {random.nextDouble(-80, 80), random.nextDouble(-110, 80), random.nextDouble(-75, 85)};
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    }

    private static SubjectParameters withOwnVolumes() {
        SubjectParameters any = SUBJECTS.sample(1);
        SortedMap<Integer, Integer> counts = COMPOSITE.nuclei().counts();
        double voxel = COMPOSITE.nuclei().geometry().voxelVolumeMm3();
        List<NucleusParameters> nuclei = any.nuclei().stream()
                .map(n -> new NucleusParameters(
                        n.nucleus(),
                        n.susceptibilityPpb(),
                        n.nmSignal(),
                        counts.get(n.nucleus().qsmLabel()) * voxel))
                .toList();
        return new SubjectParameters(
                1,
                any.age(),
                any.sex(),
                any.diagnosis(),
                any.moreAffected(),
                nuclei,
                any.rightNigra(),
                any.leftNigra(),
                any.scanner());
    }

    private static LabelMap tracing(double gradient, Geometry grid) {
        SubjectParameters any = withOwnVolumes();
        NigraParameters nigra = new NigraParameters(280, 0.1, gradient, 0.3, 45, true, 0.08, 60);
        SubjectParameters subject = new SubjectParameters(
                1,
                any.age(),
                any.sex(),
                any.diagnosis(),
                any.moreAffected(),
                any.nuclei(),
                nigra,
                nigra,
                any.scanner());
        Deformation deformation = ANATOMY.deform(DeformationParameters.none(), subject, Workers.caller());
        return DeformedAnatomy.render(deformation, grid, Workers.caller()).nigra();
    }

    private static double[] centroid(LabelMap map, int label) {
        double[] sum = new double[4];
        Geometry g = map.geometry();
        map.forEachLabeled((index, l) -> {
            if (l == label) {
                int row = index / g.nx();
                int z = row / g.ny();
                sum[0] += g.affine().applyX(index % g.nx(), row % g.ny(), z);
                sum[1] += g.affine().applyY(index % g.nx(), row % g.ny(), z);
                sum[2] += g.affine().applyZ(index % g.nx(), row % g.ny(), z);
                sum[3]++;
            }
        });
        return new double[] {sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]};
    }
}
