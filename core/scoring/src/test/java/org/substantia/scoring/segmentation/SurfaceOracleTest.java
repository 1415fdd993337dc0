package org.substantia.scoring.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;

/**
 * Metrics of random shapes as SciPy computes them with MedPy's definitions; see {@code oracles/make_surface_oracle.py}.
 */
class SurfaceOracleTest {
    @Test
    void agreesWithSciPyOnRandomShapesAndSpacings() throws IOException {
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThan(30);
        for (String row : rows) {
            String[] f = row.split(",", -1);
            int nx = Integer.parseInt(f[0]);
            int ny = Integer.parseInt(f[1]);
            int nz = Integer.parseInt(f[2]);
            Geometry geometry = Geometry.axisAligned(
                    nx, ny, nz, Double.parseDouble(f[3]), Double.parseDouble(f[4]), Double.parseDouble(f[5]));
            byte[] truth = new byte[nx * ny * nz];
            byte[] prediction = new byte[nx * ny * nz];
            for (int i = 0; i < truth.length; i++) {
                int both = f[8].charAt(i) - '0';
                truth[i] = (byte) (both & 1);
                prediction[i] = (byte) (both >> 1);
            }
            LabelScore score = SegmentationScorer.complete(Double.parseDouble(f[6]), Double.parseDouble(f[7]))
                    .score(LabelMap.ofBytes(geometry, truth), LabelMap.ofBytes(geometry, prediction), 1)
                    .get(0);

            assertThat(score.overlap().dice()).isEqualTo(Double.parseDouble(f[9]));
            assertThat(score.overlap().jaccard()).isEqualTo(Double.parseDouble(f[10]));
            assertSame(score.surface().orElseThrow().voxels(), f, 11);
            assertSame(score.surface().orElseThrow().millimeters(), f, 16);
        }
    }

    private static void assertSame(SurfaceMetrics found, String[] expected, int at) {
        assertThat(found.hausdorff()).isEqualTo(Double.parseDouble(expected[at]), within(1e-12));
        assertThat(found.hausdorff95()).isEqualTo(Double.parseDouble(expected[at + 1]), within(1e-12));
        assertThat(found.directedHausdorff95()).isEqualTo(Double.parseDouble(expected[at + 2]), within(1e-12));
        assertThat(found.averageSymmetricSurfaceDistance())
                .isEqualTo(Double.parseDouble(expected[at + 3]), within(1e-12));
        assertThat(found.normalizedSurfaceDice()).isEqualTo(Double.parseDouble(expected[at + 4]), within(1e-12));
    }

    private static List<String> rows() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                SurfaceOracleTest.class.getResourceAsStream("surface-oracle.csv"), StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).toList();
        }
    }
}
