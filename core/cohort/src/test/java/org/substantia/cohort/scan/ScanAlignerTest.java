package org.substantia.cohort.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class ScanAlignerTest {
    private static final Geometry QSM = new Geometry(60, 64, 50, Affine.scaling(-3, 3, 3, 89, -95, -74));
    private static final Geometry T1 = new Geometry(72, 76, 60, Affine.scaling(2.5, 2.5, 2.5, -89, -95, -74));

    @TempDir
    Path folder;

    @Test
    void putsAnImageOnAnotherGridWhereItAgrees() throws IOException {
        // The header of the T1 is wrong by this much.
        double[] shift = {6, -4, 3};
        Affine wrong = Affine.scaling(1, 1, 1, shift[0], shift[1], shift[2]);
        write("QSM", head(QSM, v -> 100 * v - 40));
        Volume t1 = head(T1, v -> 900 - 300 * v * v);
        t1.data()[123_456] = Float.NaN;
        write("T1", new Volume(new Geometry(72, 76, 60, wrong.compose(T1.affine())), t1.data()));

        Scan aligned = align().images().get(Modality.T1);

        assertThat(aligned.registration())
                .hasValueSatisfying(r -> assertThat(r.quality().isTrustworthy()).isTrue());
        assertThat(aligned.volume().geometry().sameGrid(T1, 1.5)).isTrue();
        assertThat(aligned.header().geometry().sameGrid(T1, 1.5)).isFalse();
        assertThat(aligned.measured().geometry()).isEqualTo(aligned.volume().geometry());
        assertThat(aligned.measured().data()[123_456]).isNaN();
    }

    @Test
    void believesImagesThatShareAGrid() throws IOException {
        write("QSM", head(QSM, v -> 100 * v - 40));
        write("NM", head(QSM, v -> 5 - v));
        CaseScans images = align();
        assertThat(images.images().get(Modality.NM).registration()).isEmpty();
        assertThat(images.reference().registration()).isEmpty();
    }

    private CaseScans align() throws IOException {
        try (Workers workers = Workers.of(2)) {
            return new ScanAligner(workers)
                    .align(ScanReader.read(Cohort.open(folder).cases().get(0)));
        }
    }

    private void write(String name, Volume volume) throws IOException {
        Path file = folder.resolve("a").resolve(name + ".nii.gz");
        Files.createDirectories(file.getParent());
        Nifti.write(file, volume);
    }

    /** An ellipsoid full of balls of different brightness. */
    private static Volume head(Geometry grid, DoubleUnaryOperator contrast) {
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
            int row = v / grid.nx();
            int slice = row / grid.ny();
            double[] p = grid.affine().apply(v % grid.nx(), row % grid.ny(), slice);
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
