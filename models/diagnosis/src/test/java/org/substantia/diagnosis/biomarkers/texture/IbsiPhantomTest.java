package org.substantia.diagnosis.biomarkers.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;

/**
 * The digital phantom of the Image Biomarker Standardisation Initiative and its consensus values (reference manual,
 * arXiv 1612.07003, chapter 5 and the tables of chapter 3; Zwanenburg et al., Radiology 295:328, 2020): 5 x 4 x 4
 * voxels of 2 mm, 74 of them in the region. Values are given to three digits, and each is asserted to within its last
 * digit.
 */
class IbsiPhantomTest {
    private static final Geometry GRID = Geometry.axisAligned(5, 4, 4, 2, 2, 2);

    /** Rows along x, four rows a slice; 9 is outside the region. */
    private static final String[] ROWS = {
        "14411", "14611", "41641", "44641",
        "14411", "11611", "91311", "44611",
        "14499", "11111", "11911", "11611",
        "14499", "11111", "11111", "11611"
    };

    private static final Volume IMAGE = image();
    private static final Mask REGION = region();

    private static Volume image() {
        float[] data = new float[GRID.voxelCount()];
        for (int i = 0; i < data.length; i++) {
            data[i] = ROWS[i / 5].charAt(i % 5) - '0';
        }
        return new Volume(GRID, data);
    }

    private static Mask region() {
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (IMAGE.data()[i] == 9 ? 0 : 1);
        }
        return new Mask(GRID, voxels);
    }

    private static double[] values() {
        double[] out = new double[REGION.count()];
        int n = 0;
        for (int i = 0; i < GRID.voxelCount(); i++) {
            if (REGION.contains(i)) {
                out[n++] = IMAGE.data()[i];
            }
        }
        return out;
    }

    @Test
    void intensitiesAgreeWithTheConsensus() {
        FirstOrder f = FirstOrder.of(values());
        assertThat(f.mean()).isCloseTo(2.15, within(0.005));
        assertThat(f.variance()).isCloseTo(3.05, within(0.005));
        assertThat(f.skewness()).isCloseTo(1.08, within(0.005));
        assertThat(f.excessKurtosis()).isCloseTo(-0.355, within(0.0005));
        assertThat(f.median()).isEqualTo(1);
        assertThat(f.minimum()).isEqualTo(1);
        assertThat(f.p10()).isEqualTo(1);
        assertThat(f.p90()).isEqualTo(4);
        assertThat(f.maximum()).isEqualTo(6);
        assertThat(f.interquartileRange()).isEqualTo(3);
        assertThat(f.range()).isEqualTo(5);
        assertThat(f.meanAbsoluteDeviation()).isCloseTo(1.55, within(0.005));
        assertThat(f.robustMeanAbsoluteDeviation()).isCloseTo(1.11, within(0.005));
        assertThat(f.coefficientOfVariation()).isCloseTo(0.812, within(0.0005));
        assertThat(f.energy()).isEqualTo(567);
        assertThat(f.rootMeanSquare()).isCloseTo(2.77, within(0.005));
    }

    @Test
    void coOccurrenceAgreesWithTheConsensusOfTheMergedMatrixInSpace() {
        Glcm g = Glcm.merged(GrayLevels.fixedWidth(IMAGE, REGION, 1, 1, 6), Neighborhood.SPACE)
                .orElseThrow();
        assertThat(g.joint().maximum()).isCloseTo(0.509, within(0.0005));
        assertThat(g.joint().average()).isCloseTo(2.15, within(0.005));
        assertThat(g.joint().variance()).isCloseTo(3.13, within(0.005));
        assertThat(g.joint().entropy()).isCloseTo(2.57, within(0.005));
        assertThat(g.difference().average()).isCloseTo(1.38, within(0.005));
        assertThat(g.difference().variance()).isCloseTo(3.21, within(0.005));
        assertThat(g.difference().entropy()).isCloseTo(1.64, within(0.005));
        assertThat(g.sum().average()).isCloseTo(4.30, within(0.005));
        assertThat(g.sum().variance()).isCloseTo(7.41, within(0.005));
        assertThat(g.sum().entropy()).isCloseTo(2.11, within(0.005));
        assertThat(g.joint().angularSecondMoment()).isCloseTo(0.291, within(0.0005));
        assertThat(g.contrast()).isCloseTo(5.12, within(0.005));
        assertThat(g.inverseDifference()).isCloseTo(0.688, within(0.0005));
        assertThat(g.inverseDifferenceMoment()).isCloseTo(0.631, within(0.0005));
        assertThat(g.correlation()).isCloseTo(0.183, within(0.0005));
        assertThat(g.joint().autocorrelation()).isCloseTo(5.19, within(0.005));
        assertThat(g.cluster().shade()).isCloseTo(17.4, within(0.05));
        assertThat(g.cluster().prominence()).isCloseTo(147, within(0.5));
    }

    @Test
    void shapeAgreesWithTheConsensus() {
        Shape s = Shape.of(REGION);
        assertThat(s.meshVolume()).isCloseTo(556, within(4.0));
        assertThat(s.voxelVolume()).isCloseTo(592, within(1e-9));
        assertThat(s.surfaceArea()).isCloseTo(388, within(3.0));
        assertThat(s.sphericity()).isCloseTo(0.843, within(0.005));
        assertThat(s.maximumDiameter()).isCloseTo(13.1, within(0.1));
        assertThat(s.majorAxis()).isCloseTo(11.4, within(0.05));
        assertThat(s.minorAxis()).isCloseTo(9.31, within(0.005));
        assertThat(s.leastAxis()).isCloseTo(8.54, within(0.005));
        assertThat(s.elongation()).isCloseTo(0.816, within(0.0005));
        assertThat(s.flatness()).isCloseTo(0.749, within(0.0005));
    }
}
