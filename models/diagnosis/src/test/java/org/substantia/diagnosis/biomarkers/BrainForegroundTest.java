package org.substantia.diagnosis.biomarkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/** A head of shells: brain, dark skull, bright scalp, and a nerve through the skull. */
class BrainForegroundTest {
    private static final Geometry GRID = cube(48, 2);
    private static final double BRAIN_MM = 34;
    private static final double SKULL_MM = 39;
    private static final double SCALP_MM = 44;
    private static final BiomarkerId NIGRA = BiomarkerId.mean(Region.SN, "nm.mean");

    private final Volume nm = Volume.zeros(GRID);
    private final LabelMap nuclei = nuclei();

    BrainForegroundTest() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < nm.data().length; i++) {
            double radius = radius(GRID, i);
            double[] p = place(GRID, i);
            boolean nerve = Math.abs(p[0]) < 4 && Math.abs(p[2]) < 4 && p[1] > 0 && radius < SCALP_MM;
            double tissue = radius < BRAIN_MM || nerve
                    ? 900 + 200 * random.nextDouble()
                    : radius >= SKULL_MM && radius < SCALP_MM ? 1300 + 300 * random.nextDouble() : 50;
            nm.data()[i] = (float) (tissue + 30 * random.nextGaussian());
        }
        nuclei.forEachLabeled((voxel, label) -> nm.data()[voxel] = 1100);
    }

    /** The cube's middle is the origin. */
    private static Geometry cube(int size, double spacing) {
        double corner = -spacing * (size - 1) / 2;
        return new Geometry(size, size, size, Affine.scaling(spacing, spacing, spacing, corner, corner, corner));
    }

    private static double radius(Geometry grid, int voxel) {
        double[] p = place(grid, voxel);
        return Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    }

    private static double[] place(Geometry grid, int voxel) {
        return grid.affine().apply(grid.x(voxel), grid.y(voxel), grid.z(voxel));
    }

    private static LabelMap nuclei() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int i = 0; i < labels.length; i++) {
            double[] p = place(GRID, i);
            boolean nigra = Math.abs(Math.abs(p[0]) - 9) < 4 && Math.abs(p[1]) < 5 && Math.abs(p[2]) < 5;
            labels[i] = (byte) (nigra ? (p[0] > 0 ? 11 : 12) : 0);
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    /** Zero outside the brain. */
    private static Volume qsm(Geometry grid) {
        Volume qsm = Volume.zeros(grid);
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] = radius(grid, i) < BRAIN_MM ? 20 : 0;
        }
        return qsm;
    }

    private double measure(Optional<Volume> qsm) {
        return BiomarkerMeasurement.of(new BiomarkerInputs(
                        Optional.empty(), qsm, Optional.of(nm), Optional.of(nuclei), Optional.empty()))
                .value(NIGRA)
                .orElseThrow();
    }

    @Test
    void nmSignalIsRelativeToTheBrainWhateverTellsWhereItIs() {
        double known = measure(Optional.of(qsm(GRID)));

        assertThat(known).isCloseTo(1.1, within(0.01));
        assertThat(measure(Optional.of(qsm(cube(70, 1.37))))).isCloseTo(known, within(0.003 * known));
        assertThat(measure(Optional.empty())).isCloseTo(known, within(0.003 * known));
    }

    @Test
    void aQsmThatWasNotMaskedTellsNothing() {
        Volume unmasked = qsm(GRID);
        for (int i = 0; i < unmasked.data().length; i++) {
            unmasked.data()[i] += 1;
        }

        assertThat(measure(Optional.of(unmasked))).isEqualTo(measure(Optional.empty()));
    }

    @Test
    void whereNothingLiesDeepAllThatIsBrightCounts() {
        Volume thin = nm.crop(new BoundingBox(22, 0, 0, 25, 47, 47));

        assertThat(BrainForeground.inNeuromelanin(Volume.zeros(thin.geometry()), Optional.empty()))
                .isEmpty();
        assertThat(BrainForeground.inNeuromelanin(thin, Optional.empty()))
                .hasValueSatisfying(brain -> assertThat(brain.count()).isGreaterThan(1000));
    }
}
