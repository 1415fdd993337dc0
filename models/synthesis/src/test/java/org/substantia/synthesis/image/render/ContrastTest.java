package org.substantia.synthesis.image.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.labels.RenderLabels;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.protocol.ImagingSampler;
import org.substantia.synthesis.image.protocol.Relaxation;
import org.substantia.synthesis.subject.ScannerEffects;

class ContrastTest {
    private static double t1(int renderClass) {
        return Relaxation.of(renderClass).signal(25, 24, 7.5, false);
    }

    private static double nm(int renderClass) {
        return Relaxation.of(renderClass).signal(62, 30, 7.5, true);
    }

    private static double t1(Tissue tissue) {
        return t1(tissue.label());
    }

    private static double nm(Tissue tissue) {
        return nm(tissue.label());
    }

    @Test
    void t1OrdersTissuesAsASpoiledGradientEchoDoes() {
        assertThat(t1(RenderClass.FAT)).isGreaterThan(t1(Tissue.WHITE_MATTER));
        assertThat(t1(Tissue.ARTERY)).isGreaterThan(t1(Tissue.WHITE_MATTER));
        assertThat(t1(Tissue.WHITE_MATTER)).isGreaterThan(t1(Tissue.CORTEX));
        assertThat(t1(Tissue.CORTEX)).isGreaterThan(t1(Tissue.VENTRICLE));
        assertThat(t1(Tissue.VENTRICLE)).isGreaterThan(t1(Tissue.CORTICAL_BONE));
        for (int label = 1; label <= 16; label++) {
            assertThat(t1(RenderClass.BEFORE_NUCLEI + label)).isBetween(t1(Tissue.CORTEX), t1(Tissue.WHITE_MATTER));
        }
        assertThat(t1(Tissue.AIR)).isZero();
    }

    @Test
    void magnetisationTransferFlattensTheBrainAndLeavesFluidDark() {
        double t1Ratio = t1(Tissue.CORTEX) / t1(Tissue.WHITE_MATTER);
        double nmRatio = nm(Tissue.CORTEX) / nm(Tissue.WHITE_MATTER);
        assertThat(t1Ratio).isLessThan(0.9);
        assertThat(nmRatio).isBetween(0.97, 1.1);
        assertThat(nm(Tissue.VENTRICLE) / nm(Tissue.CORTEX)).isLessThan(0.95);
        assertThat(nm(Tissue.ARTERY) / nm(Tissue.CORTEX)).isGreaterThan(1.3);
    }

    @Test
    void realisticCasesHaveAllThreeImagesAndMoveByAboutAVoxelAtMost() {
        for (long seed = 0; seed < 200; seed++) {
            ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.REALISTIC, seed);
            assertThat(p.t1().present() && p.qsm().present() && p.nm().present())
                    .isTrue();
            assertThat(p.nm().shiftMm()).allMatch(v -> Math.abs(v) <= 1.0);
            assertThat(p.qsm().shiftMm()).containsOnly(0.0);
            assertThat(p.nmSignal()).allMatch(v -> v >= 0);
        }
    }

    @Test
    void randomizedCasesMissImagesAtTimesButNeverAll() {
        int missing = 0;
        for (long seed = 0; seed < 400; seed++) {
            ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, seed);
            int present = (p.t1().present() ? 1 : 0) + (p.qsm().present() ? 1 : 0) + (p.nm().present() ? 1 : 0);
            assertThat(present).isPositive();
            missing += present < 3 ? 1 : 0;
        }
        assertThat(missing).isBetween(100, 180);
    }

    @Test
    void parametersAreRecordedInFullAndTheSameForTheSameSeed() throws IOException {
        String first = JsonFiles.text(
                ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, 9).toJson());
        assertThat(JsonFiles.text(
                        ImagingSampler.sample(AcquisitionDomain.RANDOMIZED, 9).toJson()))
                .isEqualTo(first);
        assertThat(first).contains("\"white_matter\"", "\"Put_l\"", "\"NM_SN_r\"", "\"shiftMm\"", "\"streakPpb\"");
        assertThat(first).doesNotContain("NaN", "Infinity");
    }

    @Test
    void tablesOfTheWrongLengthAreRejected() {
        ImagingParameters p = ImagingSampler.sample(AcquisitionDomain.REALISTIC, 1);
        List<Double> tooFew = Collections.nCopies(3, 1.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImagingParameters(
                        1,
                        p.regime(),
                        p.t1(),
                        p.qsm(),
                        p.nm(),
                        tooFew,
                        p.tissuePpb(),
                        p.nmSignal(),
                        p.artefacts(),
                        false,
                        0,
                        0))
                .withMessageContaining("one number per class");
    }

    @Test
    void labelsOnAnotherGridAreRejected() {
        Geometry target = Geometry.axisAligned(4, 4, 4, 1, 1, 2);
        LabelMap fine = LabelMap.ofBytes(RenderLabels.fineGrid(target, 2), new byte[128]);
        LabelMap coarse = LabelMap.ofBytes(target, new byte[64]);
        assertThat(new RenderLabels(target, 2, fine, fine, fine).fineGrid().nz())
                .isEqualTo(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RenderLabels(target, 2, fine, coarse, fine))
                .withMessageContaining("nuclei labels");
    }

    @Test
    void calibrationUndoesPartialVolume() {
        Geometry grid = Geometry.axisAligned(10, 10, 4, 1, 1, 1);
        IntensityCalibration calibration = new IntensityCalibration(grid);
        BoundingBox left = new BoundingBox(1, 2, 1, 4, 6, 2);
        BoundingBox right = new BoundingBox(4, 2, 1, 8, 6, 2);
        float[] leftShare = new float[4 * 5 * 2];
        float[] rightShare = new float[5 * 5 * 2];
        java.util.Arrays.fill(leftShare, 0.8f);
        java.util.Arrays.fill(rightShare, 0.6f);
        calibration.addRegion(new VoxelShares(left, leftShare));
        calibration.addRegion(new VoxelShares(right, rightShare));
        calibration.addMask(voxels(grid, 1, 4));
        calibration.addMask(voxels(grid, 5, 8));
        calibration.addMask(new int[0]);
        float[] image = new float[grid.voxelCount()];
        java.util.Arrays.fill(image, 10);
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
        java.util.Arrays.fill(brain, (byte) 1);
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
