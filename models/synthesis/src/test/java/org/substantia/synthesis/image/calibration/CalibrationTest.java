package org.substantia.synthesis.image.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.subject.ScannerEffects;

class CalibrationTest {
    @Test
    void calibrationUndoesPartialVolume() {
        Geometry grid = Geometry.axisAligned(10, 10, 4, 1, 1, 1);
        IntensityCalibration calibration = new IntensityCalibration(grid);
        BoundingBox left = new BoundingBox(1, 2, 1, 4, 6, 2);
        BoundingBox right = new BoundingBox(4, 2, 1, 8, 6, 2);
        float[] leftShare = new float[4 * 5 * 2];
        float[] rightShare = new float[5 * 5 * 2];
        Arrays.fill(leftShare, 0.8f);
        Arrays.fill(rightShare, 0.6f);
        calibration.addRegion(new VoxelShares(left, leftShare));
        calibration.addRegion(new VoxelShares(right, rightShare));
        calibration.addMask(voxels(grid, 1, 4));
        calibration.addMask(voxels(grid, 5, 8));
        calibration.addMask(new int[0]);
        float[] image = new float[grid.voxelCount()];
        Arrays.fill(image, 10);
        calibration.apply(image, new double[] {120, -30, 5}, 500);
        assertThat(calibration.mean(image, 0)).isCloseTo(120, within(0.05));
        assertThat(calibration.mean(image, 1)).isCloseTo(-30, within(0.05));
        assertThat(image[0]).isEqualTo(10);
    }

    private static int[] voxels(Geometry grid, int fromX, int toX) {
        int[] out = new int[(toX - fromX + 1) * 5];
        int at = 0;
        for (int y = 2; y <= 6; y++) {
            for (int x = fromX; x <= toX; x++) {
                out[at++] = grid.index(x, y, 1);
            }
        }
        return out;
    }

    @Test
    void nmReferenceIsTheMedianOverTheBrain() {
        float[] nm = {9, 0.90f, 1.00f, 1.10f, 1.20f, 3.5f, 0};
        byte[] brain = {0, 1, 1, 1, 1, 1, 0};
        Geometry line = Geometry.axisAligned(7, 1, 1, 1, 1, 1);
        LinearShading none = shading(line, 0, 1);
        assertThat(NmReference.of(nm, brain, line, none)).isCloseTo(1.10, within(0.001));
        assertThat(NmReference.of(nm, new byte[7], line, none)).isEqualTo(1);
    }

    @Test
    void shadingRisesAlongItsDirectionFromTheMiddleOfTheHead() {
        Geometry grid = new Geometry(101, 3, 3, Affine.scaling(-2, 2, 2, 100, 0, 0));
        LinearShading shading = shading(grid, 0.1, 1);
        assertThat(shading.at(50, 1, 1)).isEqualTo(1);
        assertThat(shading.at(0, 1, 1)).isCloseTo(1 + 0.1f * 100 / 85, within(1e-6f));
        assertThat(shading.at(100, 1, 1)).isCloseTo(1 - 0.1f * 100 / 85, within(1e-6f));
        assertThat(shading(grid, 0.1, -1).at(0, 1, 1)).isEqualTo(shading.at(100, 1, 1));
    }

    @Test
    void nmReferenceIsThatOfTheShadedImage() {
        Geometry grid = Geometry.axisAligned(1001, 1, 1, 0.17, 1, 1);
        float[] nm = new float[1001];
        byte[] brain = new byte[1001];
        Arrays.fill(brain, (byte) 1);
        for (int i = 0; i < nm.length; i++) {
            nm[i] = i % 5 == 0 ? 0.8f : 1 + 0.00001f * i;
        }
        LinearShading up = shading(grid, 0.2, 1);
        LinearShading down = shading(grid, 0.2, -1);
        double flat = NmReference.of(nm, brain, grid, shading(grid, 0.2, 0));
        double measured = NmReference.of(nm, brain, grid, up) + NmReference.of(nm, brain, grid, down);
        assertThat(NmReference.of(nm, brain, grid, up, down))
                .isCloseTo(measured / 2, within(1e-9))
                .isLessThan(flat - 0.005);
    }

    private static LinearShading shading(Geometry grid, double amount, double share) {
        ScannerEffects scanner = new ScannerEffects("one", 1, 1, 1, amount, 1, 0, 0);
        double[] middle = grid.affine().apply((grid.nx() - 1) / 2.0, 0, 0);
        return LinearShading.of(scanner, grid, middle, share);
    }
}
