package org.substantia.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CohortException;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.TinyPlan;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.training.sample.TrainingSample;

class CaseSamplerTest {
    private static final Geometry QSM = new Geometry(60, 64, 50, Affine.scaling(-3, 3, 3, 89, -95, -74));
    private static final Geometry NM = new Geometry(90, 90, 66, Affine.scaling(2.2, 2.2, 2.2, -92, -102, -69));
    private static final double[] HERE = new double[3];
    /** The header of the NM image is wrong by this much, mm. */
    private static final double[] SHIFT = {6, -4, 3};
    /** Middle of the nigra, and of its NM tracing, mm. */
    private static final double[] NIGRA = {9, 3, -6};

    @TempDir
    Path folder;

    private TrainingSample sample(SegmentationPlan plan) throws IOException {
        return new CaseSampler(plan, Optional.empty(), true, Workers.caller())
                .sample(Cohort.open(folder).cases().get(0));
    }

    /** Regression: images that predict would have registered were learned from where their headers put them. */
    @Test
    @Tag("slow")
    void imagesAreBroughtTogetherAndMasksGoWithTheirImages() throws IOException {
        Nifti.write(folder.resolve("a/QSM.nii.gz"), head(QSM, HERE, v -> 100 * v - 40));
        Nifti.write(folder.resolve("a/NM.nii.gz"), head(NM, SHIFT, v -> 900 - 300 * v));
        Nifti.write(folder.resolve("a/QSM_mask.nii.gz"), ball(QSM, HERE, 12));
        Nifti.write(folder.resolve("a/NM_mask.nii.gz"), ball(NM, SHIFT, 2));

        TrainingSample.Block fine = sample(SegmentationPlan.challenge()).fine();

        double[] nigra = centroid(fine, fine.classes().get(0));
        double[] tracing = centroid(fine, fine.classes().get(1));
        for (int axis = 0; axis < 3; axis++) {
            assertThat(tracing[axis]).isCloseTo(nigra[axis], within(axis == 2 ? 0.75 : 2.25));
        }
    }

    /** Regression: the T1's grid was followed, where prediction follows that of the QSM. */
    @Test
    void voxelsOfTheQsmAreTakenAsTheyAreWhateverTheGridOfTheT1() throws IOException {
        Geometry fine = new Geometry(80, 80, 40, Affine.scaling(-1, 1, 2, 40, -40, -40));
        Geometry other = new Geometry(60, 60, 60, Affine.scaling(1.4, 1.4, 1.4, -42, -42, -42));
        Volume qsm = Volume.zeros(fine);
        for (int i = 0; i < qsm.data().length; i++) {
            qsm.data()[i] = 20 * (i * 31 % 17 - 8);
        }
        Volume t1 = Volume.zeros(other);
        for (int i = 0; i < t1.data().length; i++) {
            t1.data()[i] = 100 + i * 7 % 29;
        }
        byte[] labels = new byte[fine.voxelCount()];
        labels[fine.index(35, 40, 20)] = 1;
        labels[fine.index(45, 40, 20)] = 2;
        Nifti.write(folder.resolve("a/QSM.nii.gz"), qsm);
        Nifti.write(folder.resolve("a/T1.nii.gz"), t1);
        Nifti.write(folder.resolve("a/QSM_mask.nii.gz"), LabelMap.ofBytes(fine, labels));

        TrainingSample.PackedImage packed =
                sample(TinyPlan.plan()).fine().images().get(1);

        for (short value : packed.values()) {
            float steps = value * packed.scale() / 20;
            assertThat(steps).isCloseTo(Math.round(steps), within(0.01f));
        }
    }

    @Test
    void aCaseWithNoImageOfTheModelGetsOneLine() throws IOException {
        Nifti.write(folder.resolve("a/NM.nii.gz"), head(NM, HERE, v -> 900 - 300 * v));
        Nifti.write(folder.resolve("a/NM_mask.nii.gz"), ball(NM, HERE, 2));

        assertThatThrownBy(() -> sample(TinyPlan.plan()))
                .isInstanceOf(CohortException.class)
                .hasMessage("a: has only [NM]; the model reads [T1, QSM]");
    }

    /** In voxels. */
    private static double[] centroid(TrainingSample.Block block, byte[] classes) {
        double[] sum = new double[3];
        int count = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != 0) {
                int row = i / block.nx();
                int slice = row / block.ny();
                sum[0] += i % block.nx();
                sum[1] += row % block.ny();
                sum[2] += slice;
                count++;
            }
        }
        assertThat(count).isPositive();
        return new double[] {sum[0] / count, sum[1] / count, sum[2] / count};
    }

    /** A label where the nigra lies. */
    private static LabelMap ball(Geometry grid, double[] shift, int label) {
        byte[] labels = new byte[grid.voxelCount()];
        for (int v = 0; v < labels.length; v++) {
            double[] p = place(grid, v, shift);
            double square = 0;
            for (int i = 0; i < 3; i++) {
                square += (p[i] - NIGRA[i]) * (p[i] - NIGRA[i]);
            }
            labels[v] = (byte) (square < 64 ? label : 0);
        }
        return LabelMap.ofBytes(grid, labels);
    }

    /** Where in the head a voxel lies. */
    private static double[] place(Geometry grid, int voxel, double[] shift) {
        double[] p = grid.affine().apply(grid.x(voxel), grid.y(voxel), grid.z(voxel));
        return new double[] {p[0] + shift[0], p[1] + shift[1], p[2] + shift[2]};
    }

    /** An ellipsoid full of balls of different brightness. */
    private static Volume head(Geometry grid, double[] shift, DoubleUnaryOperator contrast) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] balls = new double[60][5];
        for (double[] ball : balls) {
            for (int i = 0; i < 3; i++) {
                ball[i] = 110 * random.nextDouble() - 55;
            }
            ball[3] = 6 + 10 * random.nextDouble();
            ball[4] = 2 * random.nextDouble();
        }
        Volume volume = Volume.zeros(grid);
        for (int v = 0; v < volume.data().length; v++) {
            double[] p = place(grid, v, shift);
            if (p[0] * p[0] / 4900 + p[1] * p[1] / 6400 + p[2] * p[2] / 3600 < 1) {
                double value = 1;
                for (double[] b : balls) {
                    double square = Math.pow(p[0] - b[0], 2) + Math.pow(p[1] - b[1], 2) + Math.pow(p[2] - b[2], 2);
                    if (square < b[3] * b[3]) {
                        value = b[4];
                    }
                }
                volume.data()[v] = (float) (contrast.applyAsDouble(value) + random.nextDouble());
            }
        }
        return volume;
    }
}
