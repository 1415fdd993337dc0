package org.substantia.segmentation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.testing.Repository;

/**
 * The bundled weights and the label maps that they gave when they were trained. Recorded in float32, which is the same
 * on every run; a voxel may differ only where two classes are as good as equally likely, since processors add up in
 * different orders. When the bundled weights are replaced, record what the new ones give:
 *
 * <pre>
 * mvn -q -pl models/segmentation -am test -Dtest=BundledModelTest -Dupdate=true -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("slow")
class BundledModelTest {
    private static final ComputeDevice DEVICE = new ComputeDevice(false, Precision.FP32);
    private static final String RECORDED =
            "models/segmentation/src/test/resources/org/substantia/segmentation/model/bundled-labels.bin.gz";

    /** Two classes this close may change places from processor to processor. */
    private static final float TIE = 1e-3f;

    /** Balls of a nucleus' contrast: place (mm to the left, to the front, up), T1 and NM intensity, ppb. */
    private static final List<double[]> BALLS = List.of(
            new double[] {12.3, 25.9, 17.7, 5, 0.6, 0.1, 60},
            new double[] {23.7, 19.2, 10.4, 7, 0.6, 0.1, 60},
            new double[] {18.4, 14.5, 7.7, 5, 1.1, 0.2, 150},
            new double[] {10.6, -0.6, 12.6, 8, 0.7, 0.2, 10},
            new double[] {9.7, 7.0, 3.0, 3, 1.0, 0.3, 110},
            new double[] {8.8, 2.4, -2.8, 4, 1.0, 1.5, 130},
            new double[] {5.0, 0.8, 1.0, 3, 1.0, 0.3, 120},
            new double[] {12.3, -31.8, -25.2, 6, 0.9, 0.1, 110});

    /** A head of balls, normalized, seen on a grid in the middle of the nuclei: T1, QSM, NM. */
    static float[][] images(int nx, int ny, int nz, double inPlane, double across) {
        return images(nx, ny, nz, inPlane, across, (nx - 1) / 2.0);
    }

    /** @param midline where the midline lies along the first axis, voxels */
    private static float[][] images(int nx, int ny, int nz, double inPlane, double across, double midline) {
        float[][] images = new float[3][nx * ny * nz];
        int v = 0;
        for (int k = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++, v++) {
                    double x = (i - midline) * inPlane;
                    double y = (j - (ny - 1) / 2.0) * inPlane;
                    double z = (k - (nz - 1) / 2.0) * across;
                    double rim = Math.sqrt(x * x + y * y / 1.3 + z * z) - 75;
                    double brain = 1 / (1 + Math.exp(rim / 2));
                    double t1 = 0.8 + 0.2 * Math.sin(x / 7) * Math.cos(y / 9 + z / 11);
                    double nm = 0.2 * Math.cos(x / 13 + z / 5);
                    double ppb = 8 * Math.sin(y / 6) * Math.cos(z / 8);
                    for (double[] ball : BALLS) {
                        double distance = Math.hypot(Math.hypot(Math.abs(x) - ball[0], y - ball[1]), z - ball[2]);
                        double share = 1 / (1 + Math.exp(2 * (distance - ball[3])));
                        t1 += share * (ball[4] - 1.2);
                        nm += share * ball[5];
                        ppb += share * ball[6];
                    }
                    images[0][v] = (float) (brain * t1);
                    images[1][v] = (float) (brain * ppb / 60);
                    images[2][v] = (float) (brain * nm);
                }
            }
        }
        return images;
    }

    static List<Probabilities> answers(SegmentationModel model) {
        List<Probabilities> answers = new ArrayList<>();
        answers.add(model.localize(images(40, 48, 40, 4, 4), 40, 48, 40));
        double midline = model.plan().pastMidline() - 0.5;
        answers.addAll(model.segment(images(80, 160, 44, 2 / 3.0, 2, midline), 80, 160, 44));
        answers.add(model.refine(0, images(64, 64, 16, 2 / 3.0, 2), 64, 64, 16));
        return answers;
    }

    private static void record(List<Probabilities> answers) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(Repository.root().resolve(RECORDED)))) {
            for (Probabilities answer : answers) {
                out.write(answer.mostLikely());
            }
        }
    }

    @Test
    void givesTheLabelMapsThatItGaveWhenItWasTrained() throws IOException {
        List<Probabilities> answers;
        try (SegmentationModel model = ModelFiles.builtIn(DEVICE)) {
            answers = answers(model);
        }
        if (Boolean.getBoolean("update")) {
            record(answers);
        }
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(Repository.root().resolve(RECORDED)))) {
            for (Probabilities answer : answers) {
                byte[] recorded = in.readNBytes(answer.voxels());
                byte[] classes = answer.mostLikely();
                for (int v = 0; v < classes.length; v++) {
                    if (classes[v] != recorded[v]) {
                        assertThat(answer.at(classes[v], v) - answer.at(recorded[v], v))
                                .as("voxel %d: class %d, recorded %d", v, classes[v], recorded[v])
                                .isLessThan(TIE);
                    }
                }
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}
